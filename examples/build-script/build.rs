fn main() {
    docbind_codegen::Builder::new("../downstream/docs/api").emit_or_exit("notes");
}
