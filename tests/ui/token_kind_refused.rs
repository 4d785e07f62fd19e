#[docbind::endpoint("docs/api/participant-delete.md")]
struct Hangup;

#[docbind::client("docs/api", include = ["participant-*.md"])]
struct Calls;

async fn send(client: &docbind::Client<docbind::DelegatedWork>) {
    let _ = client.send(Hangup::new("1", "2")).await;
}

async fn call(client: docbind::Client<docbind::DelegatedPersonal>) {
    let _ = Calls::new(client).delete_participant("1", "2").await;
}

async fn batch(client: docbind::Client<docbind::DelegatedWork>) {
    client.batch().add(Hangup::new("1", "2"));
}

fn main() {}
