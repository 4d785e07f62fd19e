//! What a call tells `tracing`: which operation, how often and with what outcome, and no value of the request.

#![allow(clippy::unwrap_used, reason = "helpers of tests; clippy only knows the tests themselves")]

mod support;

use std::fmt::{self, Write as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use support::{Call, Service, TestClock, answer, answer_with};

/// Keeps all that is told, as text.
#[derive(Clone, Default)]
struct Told {
    text: Arc<Mutex<String>>,
    ids: Arc<AtomicU64>,
}

struct Fields<'a>(&'a mut String);

impl Visit for Fields<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

impl Subscriber for Told {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("docbind")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut text = self.text.lock().unwrap();
        text.push_str(span.metadata().name());
        span.record(&mut Fields(&mut text));
        Id::from_u64(self.ids.fetch_add(1, Ordering::SeqCst) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Fields(&mut self.text.lock().unwrap()));
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Fields(&mut self.text.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn a_span_tells_the_operation_and_no_value() {
    let told = Told::default();
    let _default = tracing::subscriber::set_default(told.clone());
    let answers = [
        answer(503, r#"{"error": {"code": "s3cret", "message": "s3cret"}}"#),
        answer_with(302, "location", "https://b.example/s3cret?q=s3cret"),
        answer_with(201, "request-id", "service-1"),
    ];
    let service = Service::new(answers);
    let client = service.client(&TestClock::default()).token("s3cret").build().unwrap();
    let call = client.call(Call::<()>::put(json!({"s3cret": "s3cret"})));
    let call = call.query("$filter", "s3cret").header("X-Note", "s3cret").header("client-request-id", "mine-1");
    let _ = call.await;
    client.send(Call::<()>::get()).await.unwrap();

    let text = told.text.lock().unwrap().clone();
    for part in [
        "docbind operation=\"ListThings\" http.request.method=\"PUT\" url.template=\"/things\"",
        "client_request_id=\"mine-1\"",
        " http.response.status_code=503",
        " tries=2",
        " http.response.status_code=302",
        " request_id=\"service-1\"",
        "sending again",
    ] {
        assert!(text.contains(part), "{part} is not told: {text}");
    }
    assert!(!text.contains("s3cret"), "{text}");
}

#[cfg(feature = "oauth")]
#[tokio::test]
async fn a_flow_of_oauth_tells_its_name_and_no_secret() {
    use docbind::oauth::App;
    use docbind::{TokenNeed, TokenProvider as _};

    let told = Told::default();
    let _default = tracing::subscriber::set_default(told.clone());
    let token = r#"{"access_token": "s3cret-1", "token_type": "Bearer", "refresh_token": "s3cret-2"}"#;
    let codes = r#"{"device_code": "s3cret-3", "user_code": "s3cret-4", "verification_uri": "https://s3cret.example",
        "expires_in": 60}"#;
    let pending = answer(400, r#"{"error": "authorization_pending", "error_description": "s3cret"}"#);
    let answers = [
        answer(503, "s3cret"),
        answer(200, token),
        answer(200, token),
        answer(200, codes),
        pending,
        answer(200, token),
    ];
    let (service, clock) = (Service::new(answers), TestClock::default());
    let app = || {
        let app = App::new("https://login.example/s3cret", "app").device_url("https://login.example/s3cret");
        app.secret("s3cret-0").parameter("hint", "s3cret").transport(service.clone()).clock(clock.clone())
    };
    let need = TokenNeed::default();
    app().client_credentials().unwrap().token(need).await.unwrap();
    app().refresh_token("s3cret-9").unwrap().token(need).await.unwrap();
    app().device_code(|_| ()).unwrap().token(need).await.unwrap();
    assert_eq!(service.asked().len(), 6);

    let text = told.text.lock().unwrap().clone();
    for flow in ["client_credentials", "refresh_token", "device_code"] {
        assert!(text.contains(&format!("docbind::oauth flow=\"{flow}\"")), "{text}");
    }
    assert!(text.contains("asking the token server again"), "{text}");
    assert!(!text.contains("s3cret"), "{text}");
}
