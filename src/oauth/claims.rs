//! The claims that an app always asks for and those of a challenge in, the parameter `claims` out.

use serde_json::Value;

/// Both, as one JSON object (OpenID Connect Core 1.0, section 5.5). Where both have a member, the challenge's counts. A challenge
/// that is no object is sent as it is.
pub(super) fn join(always: Option<&Value>, challenge: Option<&str>) -> Option<String> {
    let (Some(always), Some(challenge)) = (always, challenge) else {
        return challenge.map(str::to_owned).or_else(|| always.map(Value::to_string));
    };
    match serde_json::from_str(challenge) {
        Ok(more @ Value::Object(_)) => {
            let mut all = always.clone();
            merge(&mut all, more);
            Some(all.to_string())
        }
        _ => Some(challenge.to_owned()),
    }
}

/// Adds the members of `more`. The depth is bounded, as the parser of JSON bounds it.
fn merge(all: &mut Value, more: Value) {
    match (all, more) {
        (Value::Object(all), Value::Object(more)) => {
            for (name, value) in more {
                merge(all.entry(name).or_insert(Value::Null), value);
            }
        }
        (all, more) => *all = more,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::join;

    #[test]
    fn a_challenge_adds_to_what_is_always_asked() {
        let always = json!({"access_token": {"xms_cc": {"values": ["cp1"]}}});
        let challenge = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#;
        let both = r#"{"access_token":{"acrs":{"essential":true,"value":"c1"},"xms_cc":{"values":["cp1"]}}}"#;
        assert_eq!(join(Some(&always), Some(challenge)).as_deref(), Some(both));
        assert_eq!(join(Some(&always), None), Some(always.to_string()));
        assert_eq!(join(None, Some(challenge)).as_deref(), Some(challenge));
        assert_eq!(join(None, None), None);
        assert_eq!(join(Some(&always), Some("no JSON")).as_deref(), Some("no JSON"));
        assert_eq!(join(Some(&json!({"a": 1})), Some(r#"{"a":{"b":null}}"#)).as_deref(), Some(r#"{"a":{"b":null}}"#));
    }
}
