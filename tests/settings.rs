//! A `docbind.toml` above its pages in; the same endpoint through the macros, a build script and the settings by name, out.

use std::fs;
use std::path::Path;

use docbind::{Access, Application, Client, Endpoint};
use docbind_codegen::Builder;

const PAGES: &str = "tests/settings/api";

/// The page alone. It keeps its routes.
#[docbind::endpoint("tests/settings/api/crew-delete.md")]
struct Dismiss;

/// The page held against fields, with the settings by name.
#[derive(docbind::Endpoint)]
#[endpoint("tests/settings/api/crew-delete.md", settings = "tests/settings/docbind.toml")]
struct LetGo<'a> {
    ship_id: &'a str,
    crew_id: &'a str,
    prefer: Option<&'a str>,
}

mod sea {
    /// The folder.
    #[docbind::client("tests/settings/api")]
    pub struct Sea;
}

/// What the page says with the settings.
fn assert_dismissal<E: Endpoint<Response = ()>>(endpoint: E) {
    assert_eq!(E::PERMISSIONS.application, Access::NotSaid);
    assert_eq!(E::PERMISSIONS.delegated_personal, Access::Unsupported);
    let request = endpoint.into_request();
    assert_eq!(request.target(), "/ships/1/crew/2");
    assert_eq!(request.headers().get("prefer").map(|value| value.as_bytes()), Some(b"wait=5".as_slice()));
}

#[test]
fn the_macros_read_the_settings() {
    assert_dismissal(Dismiss::new("1", "2").prefer("wait=5"));
    assert_dismissal(LetGo { ship_id: "1", crew_id: "2", prefer: Some("wait=5") });
    let endpoint = sea::crew::Dismiss::new("1", "2");
    assert_eq!(sea::crew::Dismiss::OPERATION.routes, ["DELETE /ships/{ship_id}/crew/{crew_id}"]);
    assert_dismissal(endpoint.prefer("wait=5"));
    assert_eq!(Dismiss::OPERATION.routes.len(), 2);
}

/// The page refuses tokens of applications, and the settings say otherwise.
#[test]
fn a_refusal_that_is_lifted_compiles() {
    fn takes<E: docbind::rules::Takes<Application>>(_endpoint: E) {}
    takes(Dismiss::new("1", "2"));
    let _dismiss = async |client: &Client<Application>| sea::Sea::new(client.clone()).dismiss("1", "2").await;
}

#[test]
fn a_build_script_reads_the_settings() -> Result<(), Box<dyn std::error::Error>> {
    let out = Path::new(env!("CARGO_TARGET_TMPDIR")).join("settings");
    Builder::new(PAGES).out_dir(&out).emit("sea")?;
    let found = fs::read_to_string(out.join("sea.rs"))?;
    Builder::new(PAGES).settings("tests/settings/docbind.toml").out_dir(&out).emit("sea")?;
    assert_eq!(found, fs::read_to_string(out.join("sea.rs"))?);
    assert!(found.contains("pub struct Dismiss") && found.contains("pub fn prefer"));
    assert!(found.contains("Shorter.") && found.contains("Tried on 4 May."), "the reasons are shown");
    assert!(!found.contains("/app/ships") && !found.contains("internal"));
    Ok(())
}
