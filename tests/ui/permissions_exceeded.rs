#[docbind::endpoint("docs/api/user-sendmail.md")]
pub struct SendMail;

#[docbind::endpoint("docs/api/user-list.md")]
pub struct ListUsers;

#[docbind::endpoint("docs/api/group-post-members.md")]
pub struct AddMembers;

#[docbind::endpoint("docs/api/event-get.md")]
pub struct GetEvent;

docbind::assert_permissions!(Application: ["Mail.Send", "Group.ReadWrite.All"]; SendMail, ListUsers, AddMembers, GetEvent);

fn main() {}
