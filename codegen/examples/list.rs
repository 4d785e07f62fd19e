use docbind_codegen::*;
use docbind_codegen::api::Access;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let t = std::time::Instant::now();
    let r = read_reference(&Options::folder(dir));
    let el = t.elapsed();
    let show = |a: &Access| match a { Access::NotSaid|Access::ByCase(_) => serde_json::Value::Null, Access::Unsupported=>"unsupported".into(), Access::NoneNeeded=>"none".into(), Access::AnyOf(v)=>serde_json::json!(v)};
    for o in &r.api.operations {
        let mut routes: Vec<_> = o.routes.iter().map(|r|(r.place.line,r.place.column,&r.method,&r.written)).chain(o.unused_routes.iter().map(|r|(r.place.line,r.place.column,&r.method,&r.written))).collect();
        routes.sort();
        let routes: Vec<_> = routes.iter().map(|r|serde_json::json!([r.2,r.3])).collect();
        println!("{}", serde_json::json!({"doc":o.page,"title":o.title,"routes":routes,"permissions":{"delegated-work":show(&o.permissions.delegated_work),"delegated-personal":show(&o.permissions.delegated_personal),"application":show(&o.permissions.application)},"status":o.responses.first().map(|r|r.status)}));
    }
    let l = Levels::default();
    if std::env::args().nth(2).is_some() { eprintln!("{}", render::render_all(&r.diagnostics,&r.sources,&l,render::Colour::Plain)); }
    eprintln!("{}", render::render_counts(&render::count(&r.diagnostics,&l),&l));
    eprintln!("{} pages {} ops {:?}", r.page_count, r.api.operations.len(), el);
}
