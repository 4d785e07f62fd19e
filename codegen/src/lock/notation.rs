//! A type, a shape, or what a message carries, in; the words that a lock has for it out; and back.

use serde::{Deserialize, Serialize};

use crate::api::{Content, Primitive, RequestBody, Response, Shape, Type, TypeKind};

/// A type, much as OData writes it: `String`, `microsoft.graph.user`, `Collection(Int32)`; `?words` where no page describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct WrittenType(pub(super) Type);

/// What a request carries: `none`, `bytes`, `not-said`, or `json` and a shape.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct WrittenBody(pub(super) RequestBody);

/// A status and what the response carries: `200 json page microsoft.graph.user`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct WrittenResponse(pub(super) Response);

const MANY: &str = "Collection(";
const UNKNOWN: &str = "?";
/// Stands before an `id` that would be read otherwise.
const NAMED: &str = "=";

fn write_kind(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Primitive(primitive) => primitive.edm_name().to_owned(),
        TypeKind::Unknown(words) => format!("{UNKNOWN}{words}"),
        TypeKind::Named(id) => {
            let has_sign = [MANY, UNKNOWN, NAMED].iter().any(|sign| id.starts_with(sign));
            if has_sign || primitive(id).is_some() { format!("{NAMED}{id}") } else { id.clone() }
        }
    }
}

fn primitive(name: &str) -> Option<Primitive> {
    Primitive::ALL.into_iter().find(|primitive| primitive.edm_name() == name)
}

fn read_kind(written: &str) -> Result<TypeKind, String> {
    if let Some(words) = written.strip_prefix(UNKNOWN) {
        return Ok(TypeKind::Unknown(words.to_owned()));
    }
    if let Some(primitive) = primitive(written) {
        return Ok(TypeKind::Primitive(primitive));
    }
    match written.strip_prefix(NAMED).unwrap_or(written) {
        "" => Err("a type has no name".to_owned()),
        id => Ok(TypeKind::Named(id.to_owned())),
    }
}

fn write_type(ty: &Type) -> String {
    let kind = write_kind(&ty.kind);
    if ty.is_collection { format!("{MANY}{kind})") } else { kind }
}

fn read_type(written: &str) -> Result<Type, String> {
    match written.strip_prefix(MANY) {
        None => read_kind(written).map(Type::one),
        Some(rest) => {
            let kind = rest.strip_suffix(')').ok_or_else(|| format!("`{written}` lacks its `)`"))?;
            read_kind(kind).map(Type::many)
        }
    }
}

fn write_shape(shape: &Shape) -> String {
    match shape {
        Shape::Any => "any".to_owned(),
        Shape::Plain(ty) => format!("plain {}", write_type(ty)),
        Shape::Wrapped(ty) => format!("wrapped {}", write_type(ty)),
        Shape::Page(kind) => format!("page {}", write_kind(kind)),
    }
}

fn read_shape(written: &str) -> Result<Shape, String> {
    match written.split_once(' ').unwrap_or((written, "")) {
        ("any", "") => Ok(Shape::Any),
        ("plain", ty) => read_type(ty).map(Shape::Plain),
        ("wrapped", ty) => read_type(ty).map(Shape::Wrapped),
        ("page", kind) => read_kind(kind).map(Shape::Page),
        _ => Err(format!("`{written}` is no shape; it can be `any`, or `plain`, `wrapped` or `page` and a type")),
    }
}

const BODIES: &str = "it can be `none`, `bytes`, `not-said`, or `json` and a shape";
const CONTENTS: &str = "it can be `none`, `bytes`, `location`, `not-said`, or `json` and a shape";

impl From<WrittenType> for String {
    fn from(written: WrittenType) -> Self {
        write_type(&written.0)
    }
}

impl TryFrom<String> for WrittenType {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        read_type(&written).map(Self)
    }
}

impl From<WrittenBody> for String {
    fn from(written: WrittenBody) -> Self {
        match &written.0 {
            RequestBody::None => "none".to_owned(),
            RequestBody::Bytes => "bytes".to_owned(),
            RequestBody::NotSaid => "not-said".to_owned(),
            RequestBody::Json(shape) => format!("json {}", write_shape(shape)),
        }
    }
}

impl TryFrom<String> for WrittenBody {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let body = match written.split_once(' ').unwrap_or((&written, "")) {
            ("none", "") => RequestBody::None,
            ("bytes", "") => RequestBody::Bytes,
            ("not-said", "") => RequestBody::NotSaid,
            ("json", shape) => RequestBody::Json(read_shape(shape)?),
            _ => return Err(format!("`{written}` is no body; {BODIES}")),
        };
        Ok(Self(body))
    }
}

impl From<WrittenResponse> for String {
    fn from(written: WrittenResponse) -> Self {
        let Response { status, content } = &written.0;
        let content = match content {
            Content::None => "none".to_owned(),
            Content::Bytes => "bytes".to_owned(),
            Content::Location => "location".to_owned(),
            Content::NotSaid => "not-said".to_owned(),
            Content::Json(shape) => format!("json {}", write_shape(shape)),
        };
        format!("{status} {content}")
    }
}

impl TryFrom<String> for WrittenResponse {
    type Error = String;

    fn try_from(written: String) -> Result<Self, String> {
        let (status, content) = written.split_once(' ').unwrap_or_default();
        let status = status.parse().map_err(|_| format!("`{written}` does not begin with a status code"))?;
        let content = match content.split_once(' ').unwrap_or((content, "")) {
            ("none", "") => Content::None,
            ("bytes", "") => Content::Bytes,
            ("location", "") => Content::Location,
            ("not-said", "") => Content::NotSaid,
            ("json", shape) => Content::Json(read_shape(shape)?),
            _ => return Err(format!("`{content}` is nothing that a response carries; {CONTENTS}")),
        };
        Ok(Self(Response { status, content }))
    }
}

#[cfg(test)]
mod tests {
    use super::{WrittenBody, WrittenResponse, WrittenType};
    use crate::api::{Content, Primitive, RequestBody, Response, Shape, Type, TypeKind};

    #[test]
    fn types_are_read_as_they_were_written() {
        let kinds = ["sea.boat", "String", "?x", "Collection(x)", "=x", "api/a.md#request"]
            .map(|id| TypeKind::Named(id.to_owned()))
            .into_iter()
            .chain(["", "a) b(", "Int32"].map(|words| TypeKind::Unknown(words.to_owned())))
            .chain(Primitive::ALL.map(TypeKind::Primitive));
        for kind in kinds {
            for ty in [Type::one(kind.clone()), Type::many(kind.clone())] {
                let written = String::from(WrittenType(ty.clone()));
                assert_eq!(WrittenType::try_from(written.clone()), Ok(WrittenType(ty)), "{written}");
            }
        }
        for wrong in ["", "=", "Collection(String", "Collection()"] {
            assert!(WrittenType::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_messages_carry_is_read_as_it_was_written() {
        let boat = || TypeKind::Named("sea.boat".to_owned());
        let shapes =
            [Shape::Any, Shape::Plain(Type::many(boat())), Shape::Wrapped(Type::one(boat())), Shape::Page(boat())];
        for shape in shapes {
            let body = WrittenBody(RequestBody::Json(shape.clone()));
            assert_eq!(WrittenBody::try_from(String::from(body.clone())), Ok(body));
            let response = WrittenResponse(Response { status: 201, content: Content::Json(shape) });
            assert_eq!(WrittenResponse::try_from(String::from(response.clone())), Ok(response));
        }
        for words in ["none", "bytes", "not-said"] {
            assert_eq!(WrittenBody::try_from(words.to_owned()).map(String::from), Ok(words.to_owned()));
        }
        for words in ["200 none", "302 location", "200 bytes", "204 not-said"] {
            assert_eq!(WrittenResponse::try_from(words.to_owned()).map(String::from), Ok(words.to_owned()));
        }
        for wrong in ["", "200", "none", "200 josn any", "200 none more", "99999 none", "200 json"] {
            assert!(WrittenResponse::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
    }
}
