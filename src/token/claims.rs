//! The text of a token in; what it says of its kind and its scopes, unverified, out. And whether an operation can be called by it.
//!
//! The form is that of RFC 7519 and RFC 7515, section 7.1; the claims are those of Microsoft's page "Access token claims reference".

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Map, Value};

use crate::TokenKind;
use crate::{Access, Permissions};

/// The longest claims that are read, in bytes of base64. A token has to fit into a header, so that services allow far less.
const LONGEST: usize = 64 << 10;

/// How many scopes a message names.
const SHOWN: usize = 20;

/// The tenant of all personal accounts.
const PERSONAL_TENANT: &str = "9188040d-6c67-4c5b-b112-36a304b66dad";

/// What `wids` has in the token of an application that has no directory role.
const NO_DIRECTORY_ROLE: &str = "0997a1d0-0d1d-4acb-b408-d5ca73121e90";

/// Whom a token speaks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    Application,
    /// A user, and it is not said with which account.
    Delegated,
    DelegatedWork,
    DelegatedPersonal,
}

impl Holder {
    /// Whether it may be of this kind.
    fn is_of(self, kind: TokenKind) -> bool {
        match self {
            Self::Application => kind == TokenKind::Application,
            Self::Delegated => kind != TokenKind::Application,
            Self::DelegatedWork => kind == TokenKind::DelegatedWork,
            Self::DelegatedPersonal => kind == TokenKind::DelegatedPersonal,
        }
    }

    /// As a message has it.
    fn whose(self) -> &'static str {
        match self {
            Self::Application => "the application's",
            Self::Delegated => "a user's",
            Self::DelegatedWork => "that of a user with a work or school account",
            Self::DelegatedPersonal => "that of a user with a personal account",
        }
    }
}

/// What a token says of itself, where its kind is certain.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TokenFacts {
    kind: Holder,
    /// The last segment of each scope or role. `None` where not all that the token allows is told.
    scopes: Option<Box<[Box<str>]>>,
}

impl TokenFacts {
    /// Reads a token. `None` for one that is opaque: no JWT, an encrypted one, or one of a kind that cannot be told for certain.
    pub(crate) fn of(token: &str) -> Option<Self> {
        let claims = claims(token)?;
        let kind = kind(&claims)?;
        let scopes = match kind {
            Holder::Application => roles(&claims),
            _ => delegated_scopes(&claims),
        };
        Some(Self { kind, scopes })
    }

    /// Why the service cannot take the token for an operation with these permissions. `None` where it may: what the page or the
    /// token leaves open passes.
    pub(crate) fn refusal(&self, permissions: &Permissions, expected: Option<TokenKind>) -> Option<String> {
        if let Some(kind) = expected.filter(|kind| !self.kind.is_of(*kind)) {
            return Some(format!(
                "the token is {}, and the client is one for tokens of the kind `{kind:?}`",
                self.kind.whose()
            ));
        }
        let ways = self.ways(permissions);
        let is_served = ways.iter().flatten().any(|way| self.may_serve(way.access));
        (!is_served).then(|| self.explain(ways))
    }

    /// What the page says of tokens of this kind.
    fn ways<'p>(&self, permissions: &'p Permissions) -> [Option<Way<'p>>; 2] {
        let application = Way { token: "application", access: &permissions.application };
        let work = Way { token: "work or school account", access: &permissions.delegated_work };
        let personal = Way { token: "personal account", access: &permissions.delegated_personal };
        match self.kind {
            Holder::Application => [Some(application), None],
            Holder::Delegated => [Some(work), Some(personal)],
            Holder::DelegatedWork => [Some(work), None],
            Holder::DelegatedPersonal => [Some(personal), None],
        }
    }

    fn may_serve(&self, access: &Access) -> bool {
        match access {
            Access::NotSaid | Access::NoneNeeded => true,
            Access::Unsupported => false,
            Access::AnyOf(alternatives) => {
                alternatives.is_empty()
                    || alternatives.iter().any(|scopes| scopes.split(' ').all(|scope| self.may_have(scope)))
            }
            // It is not known which of the cases a call is.
            Access::ByCase(cases) => cases.is_empty() || cases.iter().any(|(_, access)| self.may_serve(access)),
        }
    }

    fn may_have(&self, scope: &str) -> bool {
        let (Some(held), Some(name)) = (&self.scopes, name_of(scope)) else { return true };
        is_resource_specific(name) || held.iter().any(|held| held.eq_ignore_ascii_case(name))
    }

    fn explain(&self, ways: [Option<Way<'_>>; 2]) -> String {
        let ways: Vec<Way> = ways.into_iter().flatten().collect();
        let whose = self.kind.whose();
        if ways.iter().all(|way| *way.access == Access::Unsupported) {
            return format!("the token is {whose}, and the page says that no such token is supported");
        }
        let asked: Vec<String> = match ways.as_slice() {
            [way] => vec![format!("{:#}", way.access)],
            ways => ways.iter().map(|way| format!("{:#} ({})", way.access, way.token)).collect(),
        };
        let has = self.scopes.as_deref().map_or_else(String::new, |held| format!(" and has {}", self.list(held)));
        format!("the token is {whose}{has}; the page asks for {}", asked.join("; "))
    }

    /// "the scopes `A`, `B`", as a message has it.
    fn list(&self, held: &[Box<str>]) -> String {
        let word = if self.kind == Holder::Application { "roles" } else { "scopes" };
        if held.is_empty() {
            return format!("no {word}");
        }
        let names: Vec<String> = held.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
        let more = held.len() - names.len();
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("the {word} {}{rest}", names.join(", "))
    }
}

/// What a page says of one kind of token.
struct Way<'p> {
    token: &'static str,
    access: &'p Access,
}

/// The claims of a signed JWT in its compact form: three parts, the one in the middle is base64url of a JSON object.
fn claims(token: &str) -> Option<Map<String, Value>> {
    let mut parts = token.split('.');
    let (_, payload, _) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || payload.len() > LONGEST {
        return None;
    }
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(payload).ok()?).ok()
}

/// The kind, where the claims agree on one. `roles` beside `scp` are roles of the user.
fn kind(claims: &Map<String, Value>) -> Option<Holder> {
    let (has_scopes, has_roles) = (claims.contains_key("scp"), claims.get("roles").is_some_and(Value::is_array));
    match (claims.get("idtyp").map(Value::as_str), has_scopes) {
        (Some(Some("app")), false) => Some(Holder::Application),
        (None, false) if has_roles => Some(Holder::Application),
        (Some(Some("user")), _) | (None, true) => Some(delegated(claims)),
        _ => None,
    }
}

fn delegated(claims: &Map<String, Value>) -> Holder {
    match claims.get("tid").and_then(Value::as_str) {
        Some(tenant) if tenant.eq_ignore_ascii_case(PERSONAL_TENANT) => Holder::DelegatedPersonal,
        Some(_) => Holder::DelegatedWork,
        None => Holder::Delegated,
    }
}

/// `scp`, which has a space between scopes.
fn delegated_scopes(claims: &Map<String, Value>) -> Option<Box<[Box<str>]>> {
    let scopes = claims.get("scp")?.as_str()?;
    scopes.split_ascii_whitespace().map(|scope| name_of(scope).map(Box::from)).collect()
}

/// `roles`; an application without permissions has none. A directory role allows more than they say.
fn roles(claims: &Map<String, Value>) -> Option<Box<[Box<str>]>> {
    if has_directory_role(claims) {
        return None;
    }
    match claims.get("roles") {
        None => Some(Box::default()),
        Some(roles) => roles.as_array()?.iter().map(|role| name_of(role.as_str()?).map(Box::from)).collect(),
    }
}

fn has_directory_role(claims: &Map<String, Value>) -> bool {
    let roles = claims.get("wids").and_then(Value::as_array);
    roles.is_some_and(|roles| roles.iter().any(|role| role.as_str() != Some(NO_DIRECTORY_ROLE)))
}

/// The name of a scope, which may be written as a URL with the name at its end. `None` for `.default`, which stands for others, and
/// for what is no name.
fn name_of(scope: &str) -> Option<&str> {
    let name = scope.rsplit('/').next()?;
    let is_name = name.starts_with(|first: char| first.is_ascii_alphanumeric())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".-_".contains(&byte));
    is_name.then_some(name)
}

/// Whether a permission is given by the owner of one resource, such as `TeamSettings.Read.Group`. A token does not have it among its
/// scopes (Microsoft's page "Resource-specific consent for your Teams app").
fn is_resource_specific(name: &str) -> bool {
    let last = name.rsplit('.').next();
    last.is_some_and(|last| ["Group", "Team", "Chat", "User"].iter().any(|kind| kind.eq_ignore_ascii_case(last)))
}

#[cfg(test)]
mod tests {
    use allocation_counter::measure;
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use serde_json::{Value, json};

    use super::{Holder, LONGEST, TokenFacts};
    use crate::{Access, Permissions};

    const OTHER_TENANT: &str = "72f988bf-86f1-41af-91ab-2d7cd011db47";

    fn jwt(claims: &Value) -> String {
        format!("eyJhbGciOiJub25lIn0.{}.c2ln", URL_SAFE_NO_PAD.encode(claims.to_string()))
    }

    fn facts(claims: &Value) -> Option<TokenFacts> {
        TokenFacts::of(&jwt(claims))
    }

    fn scopes(facts: &TokenFacts) -> Option<String> {
        facts.scopes.as_ref().map(|scopes| scopes.join(" "))
    }

    #[test]
    fn the_kind_and_the_scopes_are_read() {
        use Holder::{Application, Delegated, DelegatedPersonal, DelegatedWork};

        let table = [
            (json!({"roles": ["Ship.Read.All", "Ship.Write.All"]}), Application, Some("Ship.Read.All Ship.Write.All")),
            (json!({"idtyp": "app", "roles": []}), Application, Some("")),
            (json!({"idtyp": "app"}), Application, Some("")),
            (json!({"scp": "Ship.Read  User.Read"}), Delegated, Some("Ship.Read User.Read")),
            (json!({"scp": "Ship.Read", "tid": super::PERSONAL_TENANT}), DelegatedPersonal, Some("Ship.Read")),
            (json!({"scp": "Ship.Read", "tid": OTHER_TENANT}), DelegatedWork, Some("Ship.Read")),
            // Roles of the user.
            (json!({"scp": "Ship.Read", "roles": ["Captain"], "tid": OTHER_TENANT}), DelegatedWork, Some("Ship.Read")),
            (json!({"idtyp": "user", "roles": ["Captain"], "tid": OTHER_TENANT}), DelegatedWork, None),
            (json!({"scp": "https://graph.microsoft.com/Ship.Read openid"}), Delegated, Some("Ship.Read openid")),
            (json!({"scp": "https://graph.microsoft.com/.default"}), Delegated, None),
            (json!({"scp": "Ship.Read {more}"}), Delegated, None),
            (json!({"scp": ["Ship.Read"]}), Delegated, None),
            (json!({"idtyp": "app", "roles": "Ship.Read.All"}), Application, None),
            (json!({"roles": ["Ship.Read.All", 1]}), Application, None),
            // A directory role of the application allows more than its permissions.
            (json!({"roles": ["Ship.Read.All"], "wids": ["88d8e3e3-8f55-4a1e-953a-9b9898b8876b"]}), Application, None),
            (json!({"roles": ["A"], "wids": [super::NO_DIRECTORY_ROLE]}), Application, Some("A")),
        ];
        for (claims, kind, held) in table {
            let facts = facts(&claims).unwrap();
            assert_eq!((facts.kind, scopes(&facts).as_deref()), (kind, held), "{claims}");
        }
    }

    #[test]
    fn a_token_of_no_certain_kind_is_opaque() {
        let table = [
            json!({}),
            json!({"tid": OTHER_TENANT, "sub": "1"}),
            json!({"roles": "Ship.Read.All"}),
            json!({"idtyp": "app", "scp": "Ship.Read"}),
            json!({"idtyp": "device", "scp": "Ship.Read"}),
            json!({"idtyp": 1, "roles": ["Ship.Read.All"]}),
            json!(["scp"]),
            json!("scp"),
            json!(null),
        ];
        for claims in table {
            assert_eq!(facts(&claims), None, "{claims}");
        }
    }

    #[test]
    fn what_is_no_jwt_is_opaque() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"scp":"A"}"#);
        let deep = format!(r#"{{"scp":"A","deep":{}1{}}}"#, "[".repeat(20_000), "]".repeat(20_000));
        let tokens = [
            String::new(),
            "..".into(),
            "s3cret".into(),
            claims.clone(),
            format!("a.{claims}"),
            format!("a.{claims}.b.c"),
            // An encrypted token has five parts.
            format!("a.{claims}.b.c.d"),
            format!("a.{claims}=.b"),
            format!("a.{}.b", claims.replace('I', "+")),
            format!("a.{}.b", URL_SAFE_NO_PAD.encode(r#"{"scp":"A""#)),
            format!("a.{}.b", URL_SAFE_NO_PAD.encode([b'"', 0xff, b'"'])),
            format!("a.{}.b", URL_SAFE_NO_PAD.encode(deep)),
            format!("a.{}.b", "A".repeat(10_000_000)),
            jwt(&json!({"scp": "A".repeat(LONGEST)})),
        ];
        for token in tokens {
            assert_eq!(TokenFacts::of(&token), None, "{}", token.get(..40).unwrap_or(&token));
        }
        assert!(TokenFacts::of(&format!("a.{claims}.b")).is_some());
    }

    const READ: Access = Access::AnyOf(&["Ship.Read", "Ship.Write Port.Read", "https://ships.example/Fleet.Read"]);

    fn of_work(access: Access) -> Permissions {
        Permissions { delegated_work: access, ..Permissions::NOT_SAID }
    }

    #[test]
    fn a_call_is_served_by_any_alternative() {
        let table = [
            ("Ship.Read", READ, true),
            ("ship.read", READ, true),
            ("https://ships.example/Ship.Read", READ, true),
            ("openid Port.Read profile Ship.Write", READ, true),
            ("Fleet.Read", READ, true),
            ("Ship.Write", READ, false),
            ("Ship.Read.All", READ, false),
            ("", READ, false),
            ("A", Access::NotSaid, true),
            ("A", Access::NoneNeeded, true),
            ("A", Access::Unsupported, false),
            ("A", Access::AnyOf(&[]), true),
            ("A", Access::ByCase(&[("a ship", Access::Unsupported), ("a port", Access::AnyOf(&["A"]))]), true),
            ("B", Access::ByCase(&[("a ship", Access::Unsupported), ("a port", Access::AnyOf(&["A"]))]), false),
            ("A", Access::ByCase(&[]), true),
            // What is not among the scopes of a token, and what is no name.
            ("A", Access::AnyOf(&["Ship.Read.Group"]), true),
            ("A", Access::AnyOf(&["Ship.Read.All B", "Ship.Read.*"]), true),
            ("A", Access::AnyOf(&[".default"]), true),
        ];
        for (held, access, is_served) in table {
            let facts = facts(&json!({"scp": held, "tid": OTHER_TENANT})).unwrap();
            assert_eq!(facts.refusal(&of_work(access), None).is_none(), is_served, "{held}: {access}");
        }
    }

    #[test]
    fn a_token_is_held_against_the_row_of_its_kind() {
        let permissions = Permissions {
            delegated_work: Access::AnyOf(&["Work"]),
            delegated_personal: Access::AnyOf(&["Own"]),
            application: Access::AnyOf(&["All"]),
        };
        let table = [
            (json!({"scp": "Work Own"}), true),
            (json!({"scp": "Own"}), true),
            (json!({"scp": "All"}), false),
            (json!({"scp": "Own", "tid": OTHER_TENANT}), false),
            (json!({"scp": "Own", "tid": super::PERSONAL_TENANT}), true),
            (json!({"scp": "Work", "tid": super::PERSONAL_TENANT}), false),
            (json!({"roles": ["All"]}), true),
            (json!({"roles": ["Work", "Own"]}), false),
            (json!({"idtyp": "app"}), false),
            (json!({"idtyp": "user"}), true),
        ];
        for (claims, is_served) in table {
            assert_eq!(facts(&claims).unwrap().refusal(&permissions, None).is_none(), is_served, "{claims}");
        }
    }

    #[test]
    fn a_refusal_says_what_the_token_has_and_what_would_do() {
        let permissions = Permissions {
            delegated_work: Access::AnyOf(&["Ship.Read", "Ship.Write Port.Read"]),
            delegated_personal: Access::Unsupported,
            application: Access::ByCase(&[
                ("a ship", Access::AnyOf(&["Ship.Read.All"])),
                ("a port", Access::Unsupported),
            ]),
        };
        let many: Vec<String> = (0..23).map(|number| format!("S{number}")).collect();
        let named: Vec<String> = many.iter().take(20).map(|name| format!("`{name}`")).collect();
        let table = [
            (
                json!({"scp": "User.Read openid", "tid": OTHER_TENANT}),
                "the token is that of a user with a work or school account and has the scopes `User.Read`, `openid`; \
                 the page asks for `Ship.Read`, or `Ship.Write` and `Port.Read`"
                    .to_owned(),
            ),
            (
                json!({"scp": "User.Read", "tid": super::PERSONAL_TENANT}),
                "the token is that of a user with a personal account, and the page says that no such token is supported"
                    .to_owned(),
            ),
            (
                json!({"scp": ""}),
                "the token is a user's and has no scopes; the page asks for `Ship.Read`, or `Ship.Write` and `Port.Read` \
                 (work or school account); not supported (personal account)"
                    .to_owned(),
            ),
            (
                json!({"roles": many}),
                format!(
                    "the token is the application's and has the roles {} and 3 more; the page asks for a ship: \
                     `Ship.Read.All`; a port: not supported",
                    named.join(", ")
                ),
            ),
        ];
        for (claims, text) in table {
            assert_eq!(facts(&claims).unwrap().refusal(&permissions, None).unwrap(), text, "{claims}");
        }
    }

    #[test]
    fn a_token_that_serves_costs_no_allocation() {
        let held: Vec<String> = (0..100).map(|number| format!("Ship{number}.Read")).collect();
        let facts = facts(&json!({"scp": format!("{} Ship.Write Port.Read", held.join(" "))})).unwrap();
        let permissions = of_work(READ);
        let used = measure(|| assert_eq!(facts.refusal(&permissions, None), None));
        assert_eq!(used.count_total, 0);
    }
}
