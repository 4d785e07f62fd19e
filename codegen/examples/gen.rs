use docbind_codegen::*;
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let out = std::env::args().nth(2).unwrap();
    let t = std::time::Instant::now();
    let r = read_reference(&Options::folder(dir));
    let t1 = t.elapsed();
    let target = emit::Target { client: "Graph".into(), visibility: "pub".into() };
    let files = print::print_reference(&r.api, &target, &["Microsoft Graph.".to_owned()], &print::Layout::Crate("graph-v1".into()));
    eprintln!("{:?} {:?} {} files {} bytes", t1, t.elapsed(), files.len(), files.iter().map(|f|f.text.len()).sum::<usize>());
    let ch = write::compare(std::path::Path::new(&out), &files).unwrap();
    write::apply(std::path::Path::new(&out), &ch).unwrap();
}
