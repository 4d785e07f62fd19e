use docbind::LeastPrivilege;

#[docbind::endpoint("docs/api/user-sendmail.md")]
pub struct SendMail;

#[docbind::endpoint("docs/api/participant-delete.md")]
pub struct DeleteParticipant;

const NEEDED: LeastPrivilege<'_> = docbind::permissions!(DelegatedPersonal: SendMail, DeleteParticipant);

fn main() {
    println!("{NEEDED}");
}
