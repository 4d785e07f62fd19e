//! Least sets against a search of all sets, and what is told of them.

use super::{Access, Demand, LeastPrivilege, Need, Permissions, TokenKind, Why};
use crate::{Endpoint, Operation, Request, permissions};

/// Endpoints with nothing but a name and permissions for applications.
macro_rules! endpoints {
    ($($name:ident: $access:expr;)+) => {$(
        struct $name;

        impl Endpoint for $name {
            type Response = ();
            type Rules = ();
            const OPERATION: Operation =
                Operation { name: stringify!($name), page: concat!(stringify!($name), ".md"), ..Operation::EMPTY };
            const PERMISSIONS: Permissions = Permissions { application: $access, ..Permissions::NOT_SAID };

            fn into_request(self) -> Request {
                Request::new(crate::Route::get("/"), &[])
            }
        }
    )+};
}

endpoints! {
    GetShip: Access::AnyOf(&["Ship.Read", "Ship.Write", "Port.Read"]);
    ListShips: Access::AnyOf(&["Ship.Read", "Port.Read"]);
    GetPier: Access::AnyOf(&["Pier.Read", "Port.Read"]);
    MoveShip: Access::AnyOf(&["Ship.Write"]);
    Dock: Access::AnyOf(&["Ship.Write Pier.Read", "Port.Write"]);
    Ping: Access::NoneNeeded;
    Tide: Access::NotSaid;
    Berth: Access::ByCase(&[
        ("a ship", Access::AnyOf(&["Ship.Read"])),
        ("a pier", Access::AnyOf(&["Pier.Read"])),
        ("a raft", Access::NotSaid),
        ("a whale", Access::Unsupported),
    ]);
}

fn told(least: &LeastPrivilege<'_>) -> Vec<String> {
    least.reasons().iter().map(|reason| reason.to_string()).collect()
}

#[test]
fn one_scope_for_many_is_preferred() {
    const LEAST: LeastPrivilege<'_> = permissions!(Application: GetShip, ListShips, GetPier);
    assert_eq!(LEAST.scopes(), ["Port.Read"]);
    assert_eq!(
        told(&LEAST),
        ["Port.Read: instead of Ship.Read and Pier.Read, which would be more scopes\n  \
          GetShip (GetShip.md): Ship.Read, or Ship.Write, or Port.Read\n  \
          ListShips (ListShips.md): Ship.Read, or Port.Read\n  \
          GetPier (GetPier.md): Pier.Read, or Port.Read"]
    );
}

#[test]
fn a_scope_that_one_must_have_serves_the_others() {
    const LEAST: LeastPrivilege<'_> = permissions!(Application: GetShip, MoveShip);
    assert_eq!(LEAST.scopes(), ["Ship.Write"]);
    assert_eq!(LEAST.reasons()[0].why, Why::Required(&LEAST.demands()[1]));
    assert_eq!(LEAST.alternative(&LEAST.demands()[0]), Some((1, "Ship.Write")));
}

#[test]
fn ties_go_to_what_pages_list_earlier() {
    static LEAST: LeastPrivilege<'_> = permissions!(Application: GetShip, ListShips);
    assert_eq!(LEAST.scopes(), ["Ship.Read"]);
    assert_eq!(LEAST.reasons()[0].why, Why::LessPrivileged(vec!["Port.Read"]));
    let either = [demand("A", &["Y", "X"]), demand("B", &["X", "Y"])];
    let least = LeastPrivilege::of(TokenKind::Application, &either).unwrap();
    assert_eq!(least.scopes(), ["Y"]);
    assert_eq!(least.reasons()[0].why, Why::MentionedFirst(vec!["X"]));
}

#[test]
fn scopes_that_are_needed_together_count_each() {
    const LEAST: LeastPrivilege<'_> = permissions!(Application: Dock);
    assert_eq!(LEAST.scopes(), ["Port.Write"]);
    const WITH_PIER: LeastPrivilege<'_> = permissions!(Application: Dock, MoveShip, GetPier);
    assert_eq!(WITH_PIER.scopes(), ["Ship.Write", "Pier.Read"]);
}

#[test]
fn what_is_named_twice_counts_once() {
    const LEAST: LeastPrivilege<'_> = permissions!(Application: GetShip, GetShip, ListShips, GetShip,);
    assert_eq!(LEAST, permissions!(Application: GetShip, ListShips));
    assert_eq!(LEAST.demands().len(), 2);
}

#[test]
fn all_cases_are_served_and_what_is_not_known_is_named() {
    const LEAST: LeastPrivilege<'_> = permissions!(Application: Tide, Ping, Berth);
    assert_eq!(LEAST.scopes(), ["Ship.Read", "Pier.Read"]);
    let unknown: Vec<_> = LEAST.not_known().map(ToString::to_string).collect();
    assert_eq!(
        unknown,
        ["Tide (Tide.md): not said", "Berth (Berth.md; a raft): not said", "Berth (Berth.md; a whale): not supported"]
    );
    let text = LEAST.to_string();
    assert!(
        text.starts_with("application token: 2 scopes for 3 endpoints\n\nShip.Read: Berth has no alternative"),
        "{text}"
    );
    assert!(
        text.ends_with(
            "\n\nnot known\n  Tide (Tide.md): not said\n  Berth (Berth.md; a raft): not said\n  \
                            Berth (Berth.md; a whale): not supported"
        ),
        "{text}"
    );
    const NOTHING: LeastPrivilege<'_> = permissions!(Application: Ping);
    assert!(NOTHING.scopes().is_empty() && NOTHING.reasons().is_empty());
}

#[test]
fn what_is_covered_compiles() {
    crate::assert_permissions!(Application: ["Ship.Write", "Port.Read", "Spare"]; GetShip, GetPier, MoveShip, Ping);
    crate::assert_permissions!(Application: ["Ship.Write", "Pier.Read"]; Dock,);
    crate::assert_permissions!(Application: ["Ship.Read", "Pier.Read"]; Ping; not_known: Tide, Berth);
}

fn demand<'a>(endpoint: &'a str, alternatives: &'a [&'a str]) -> Demand<'a> {
    Demand { endpoint, page: "page.md", case: "", need: Need::AnyOf(alternatives) }
}

/// What a set costs, lowest first; nothing where it does not serve all.
fn cost(set: &[&str], demands: &[Demand<'_>]) -> Option<(usize, usize)> {
    let serves = |alternative: &&&str| alternative.split(' ').all(|scope| set.contains(&scope));
    let position = |demand: &Demand<'_>| demand.alternatives().iter().position(|alternative| serves(&alternative));
    let positions: Option<Vec<usize>> = demands.iter().map(position).collect();
    Some((set.len(), positions?.iter().sum()))
}

/// The best of all sets, found by looking at each. `names` are in the order of their first mention.
fn best_of_all<'a>(names: &[&'a str], demands: &[Demand<'_>], without: &str) -> Option<Vec<&'a str>> {
    let mut best: Option<((usize, usize), Vec<bool>)> = None;
    for bits in 0..1_u32 << names.len() {
        // The set with the first name comes first among equals.
        let has: Vec<bool> = (0..names.len()).map(|at| bits >> (names.len() - 1 - at) & 1 == 1).collect();
        let set = select(names, &has);
        let Some(cost) = cost(&set, demands).filter(|_| !set.contains(&without)) else { continue };
        if best.as_ref().is_none_or(|(least, held)| cost < *least || cost == *least && has > *held) {
            best = Some((cost, has));
        }
    }
    best.map(|(_, has)| select(names, &has))
}

fn select<'a>(names: &[&'a str], has: &[bool]) -> Vec<&'a str> {
    names.iter().zip(has).filter(|(_, has)| **has).map(|(name, _)| *name).collect()
}

/// Alternatives of one to three of the first scopes, one to five for each of up to eight demands.
fn random_demands(random: &mut fastrand::Rng) -> Vec<Vec<String>> {
    let scopes = random.usize(1..=9);
    let (most, together) = (random.usize(1..=5), random.usize(1..=3));
    let alternative = |random: &mut fastrand::Rng| {
        let words: Vec<String> =
            (0..random.usize(1..=together)).map(|_| format!("S{}", random.usize(0..scopes))).collect();
        words.join(" ")
    };
    (0..random.usize(1..=8)).map(|_| (0..random.usize(1..=most)).map(|_| alternative(random)).collect()).collect()
}

#[test]
fn no_set_is_better() {
    let mut random = fastrand::Rng::with_seed(5);
    for _ in 0..3000 {
        let owned = random_demands(&mut random);
        let texts: Vec<Vec<&str>> = owned.iter().map(|list| list.iter().map(String::as_str).collect()).collect();
        let demands: Vec<Demand<'_>> = texts.iter().map(|list| demand("E", list)).collect();
        let mut names: Vec<&str> = Vec::new();
        for word in texts.iter().flatten().flat_map(|alternative| alternative.split(' ')) {
            if !names.contains(&word) {
                names.push(word);
            }
        }
        let least = LeastPrivilege::of(TokenKind::Application, &demands).unwrap();
        assert_eq!(Some(least.scopes()), best_of_all(&names, &demands, "").as_deref(), "{texts:?}");
        for reason in least.reasons() {
            check_reason(&reason.why, &least, best_of_all(&names, &demands, reason.scope).as_deref());
        }
    }
}

fn check_reason(why: &Why<'_>, least: &LeastPrivilege<'_>, other: Option<&[&str]>) {
    let (demands, best) = (least.demands(), cost(least.scopes(), least.demands()).unwrap());
    let Some(other) = other else { return assert!(matches!(why, Why::Required(_)), "{demands:?}") };
    let instead: Vec<&str> = other.iter().filter(|scope| !least.scopes().contains(scope)).copied().collect();
    let other = cost(other, demands).unwrap();
    let expected = match (best.0 < other.0, best.1 < other.1) {
        (true, _) => Why::Fewer(instead),
        (false, true) => Why::LessPrivileged(instead),
        (false, false) => Why::MentionedFirst(instead),
    };
    assert_eq!(*why, expected, "{demands:?}");
}

#[test]
fn sets_of_more_than_one_word_are_found() {
    let names: Vec<String> = (0..180).map(|number| format!("S{number}")).collect();
    let lists: Vec<[&str; 2]> = names.windows(2).map(|pair| [pair[0].as_str(), pair[1].as_str()]).collect();
    let demands: Vec<Demand<'_>> = lists.iter().map(|list| demand("E", list)).collect();
    let least = LeastPrivilege::of(TokenKind::Application, &demands).unwrap();
    assert_eq!(least.scopes().len(), 90);
}

#[test]
fn what_is_too_hard_is_said() {
    let names: Vec<String> = (0..4000).map(|number| format!("S{number}")).collect();
    let lists: Vec<[&str; 1]> = names.iter().map(|name| [name.as_str()]).collect();
    let demands: Vec<Demand<'_>> = lists.iter().map(|list| demand("E", list)).collect();
    assert!(LeastPrivilege::of(TokenKind::Application, &demands).is_err());
}

#[test]
fn access_reads_as_a_sentence() {
    const CASES: Access =
        Access::ByCase(&[("a user", Access::AnyOf(&["User.Read.All"])), ("a group", Access::NoneNeeded)]);
    let table = [
        (Access::NotSaid, "not said"),
        (Access::Unsupported, "not supported"),
        (Access::NoneNeeded, "none needed"),
        (Access::AnyOf(&["A B", "C"]), "A and B, or C"),
        (CASES, "a user: User.Read.All; a group: none needed"),
    ];
    for (access, text) in table {
        assert_eq!(access.to_string(), text);
    }
    assert_eq!(format!("{:#}", Access::AnyOf(&["A B", "C"])), "`A` and `B`, or `C`");
    assert_eq!(format!("{CASES:#}"), "a user: `User.Read.All`; a group: none needed");
}
