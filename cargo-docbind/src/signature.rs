//! An operation in; the functions that its endpoint has, as a person reads them, out.

use docbind_codegen::api::{Operation, Parameter, Primitive, RequestBody, Route};

/// `user(user_id: &str, body: impl IntoBody)`: what makes an endpoint by this route.
pub(crate) fn constructor(operation: &Operation, route: &Route, name: &str) -> String {
    let values = route.arguments.iter().map(|argument| (argument.name.as_str(), argument.ty));
    let required = operation.parameters.iter().filter(|parameter| parameter.is_required);
    let values = values.chain(required.map(|parameter| (parameter.name.as_str(), parameter.ty)));
    let mut parameters: Vec<String> = values.map(|(name, ty)| format!("{name}: {}", type_name(ty))).collect();
    if operation.request_body != RequestBody::None {
        parameters.push("body: impl IntoBody".to_owned());
    }
    format!("{name}({})", parameters.join(", "))
}

/// `.top(i32)`: what sets an optional parameter. A required one is an argument of the constructors.
pub(crate) fn setting(parameter: &Parameter) -> String {
    let Parameter { name, ty, .. } = parameter;
    match parameter.is_required {
        true => format!("{name}: {}", type_name(*ty)),
        false => format!(".{name}({})", type_name(*ty)),
    }
}

fn type_name(ty: Primitive) -> &'static str {
    match ty {
        Primitive::Boolean => "bool",
        Primitive::Int32 => "i32",
        Primitive::Int64 => "i64",
        Primitive::Double => "f64",
        _ => "&str",
    }
}

#[cfg(test)]
mod tests {
    use docbind_codegen::api::Api;
    use docbind_codegen::emit::Target;
    use docbind_codegen::print::{Layout, print_reference};
    use docbind_codegen::{Options, read_reference};

    use super::constructor;

    /// What is shown is what is generated.
    #[test]
    fn every_constructor_stands_in_the_code() {
        let reference = read_reference(&Options::folder(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/api")));
        let target = Target { client: "Calls".to_owned(), visibility: "pub".to_owned(), ..Target::default() };
        let layout = Layout::SingleFile("calls.rs".to_owned());
        // One page is shown by itself: without the types of others, bodies are any.
        let untyped = Api { operations: reference.api.operations.clone(), ..Api::default() };
        let files = print_reference(&untyped, &target, &[], &layout);
        let squeeze = |text: &str| text.split_whitespace().collect::<String>().replace(",)", ")");
        let code = squeeze(&files[0].text).replace("::docbind::", "");
        for operation in reference.api.callable() {
            for route in &operation.routes {
                let name = if operation.routes.len() > 1 { &route.name } else { "new" };
                let signature = constructor(operation, route, name);
                assert!(
                    code.contains(&format!("pubfn{}->Self", squeeze(&signature))),
                    "{}: {signature}",
                    operation.page
                );
            }
        }
    }
}
