//! A plan and what was printed of an earlier one in; the texts of its modules out, printed anew where they may differ.
//!
//! A module is printed in pieces, so that a change of one operation does not cost what its whole module does.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{File, file_path, header, join_blocks, print_index, print_item};
use crate::emit::{self, Asked, IndexInput, IndexPlan, ModulePlan, Piece, PieceKey, Plan, PlanInput, Target};
use crate::parallel::in_parallel;

/// The modules of a plan, printed, with all that their texts depend on.
#[derive(Debug)]
pub(super) struct KeptPlan {
    input: PlanInput,
    target: Target,
    /// The modules of items, by path of the file.
    modules: BTreeMap<String, Arc<KeptModule>>,
    /// The modules of modules, by path of the file.
    indexes: BTreeMap<String, Arc<KeptIndex>>,
    /// How many pieces and modules of modules are not as they were.
    pub(super) printed: usize,
}

#[derive(Debug)]
struct KeptModule {
    header: String,
    pieces: Vec<Arc<KeptPiece>>,
    text: Arc<str>,
}

#[derive(Debug)]
struct KeptPiece {
    piece: Piece,
    asked: Asked,
    text: String,
}

#[derive(Debug)]
struct KeptIndex {
    input: IndexInput,
    asked: Asked,
    text: Arc<str>,
}

/// What is known from before, and the types and pages of which the answers changed since.
struct Known {
    before: KeptPlan,
    differing: Asked,
}

/// A module to print.
struct Planned<'a> {
    module: &'a ModulePlan<'a>,
    path: String,
    header: String,
    parts: Parts,
}

/// What a module is printed from.
enum Parts {
    /// It is as it was.
    Same(Arc<KeptModule>),
    /// Its pieces, each with its text where that is known.
    Pieces(Vec<(Piece, Option<Arc<KeptPiece>>)>),
}

impl KeptPlan {
    /// Prints the modules of a plan into a folder. `before` is what was printed there before.
    pub(super) fn print(plan: &Plan<'_>, target: &Target, folder: &str, before: Option<Self>) -> Self {
        let known = before.filter(|before| before.target == *target).and_then(|before| {
            let differing = before.input.differing(plan)?;
            Some(Known { before, differing })
        });
        let known = known.as_ref();
        let modules: Vec<&ModulePlan<'_>> = plan.modules.iter().collect();
        let planned = in_parallel(&modules, &|module| Planned::of(plan, module, folder, known));
        let new: Vec<(&ModulePlan<'_>, &Piece)> = planned.iter().flat_map(Planned::new_pieces).collect();
        let texts = in_parallel(&new, &|(module, piece)| Arc::new(KeptPiece::print(plan, module, piece, target)));
        let printed = new.len();
        let mut texts = texts.into_iter();
        let modules = planned.into_iter().map(|Planned { path, header, parts, .. }| match parts {
            Parts::Same(module) => (path, module),
            Parts::Pieces(pieces) => {
                let pieces = pieces.into_iter().filter_map(|(_, kept)| kept.or_else(|| texts.next()));
                (path, Arc::new(KeptModule::of(header, pieces.collect())))
            }
        });
        let modules = modules.collect();
        let indexes = in_parallel(&plan.indexes, &|index| {
            let path = file_path(folder, &index.path);
            let kept = known.and_then(|known| known.index(&path, plan, index));
            let is_new = kept.is_none();
            (path, kept.unwrap_or_else(|| Arc::new(KeptIndex::print(plan, index))), is_new)
        });
        let printed = printed + indexes.iter().filter(|(_, _, is_new)| *is_new).count();
        let indexes = indexes.into_iter().map(|(path, index, _)| (path, index)).collect();
        Self { input: PlanInput::of(plan), target: target.clone(), modules, indexes, printed }
    }

    /// The files.
    pub(super) fn files(&self) -> Vec<File> {
        let modules = self.modules.iter().map(|(path, module)| (path, &module.text));
        let all = modules.chain(self.indexes.iter().map(|(path, index)| (path, &index.text)));
        all.map(|(path, text)| File { path: path.clone(), text: Arc::clone(text) }).collect()
    }
}

impl Known {
    /// What a module is printed from that has these pieces.
    fn parts(&self, path: &str, header: &str, pieces: Vec<Piece>) -> Parts {
        let is_usable = |kept: &&Arc<KeptPiece>| !kept.asked.meets(&self.differing);
        let before = self.before.modules.get(path);
        let is_same = |before: &&Arc<KeptModule>| {
            let own = before.pieces.iter().filter(is_usable).map(|kept| &kept.piece);
            before.header == header && before.pieces.len() == pieces.len() && own.eq(&pieces)
        };
        if let Some(same) = before.filter(is_same) {
            return Parts::Same(Arc::clone(same));
        }
        let known = before.into_iter().flat_map(|module| &module.pieces).filter(is_usable);
        let known: HashMap<PieceKey<'_>, &Arc<KeptPiece>> = known.map(|kept| (kept.piece.key(), kept)).collect();
        let pieces = pieces.into_iter().map(|piece| {
            let kept = known.get(&piece.key()).filter(|kept| kept.piece == piece).map(|kept| Arc::clone(kept));
            (piece, kept)
        });
        Parts::Pieces(pieces.collect())
    }

    fn index(&self, path: &str, plan: &Plan<'_>, index: &IndexPlan<'_>) -> Option<Arc<KeptIndex>> {
        let kept = self.before.indexes.get(path)?;
        (!kept.asked.meets(&self.differing) && kept.input.is_of(plan, index)).then(|| Arc::clone(kept))
    }
}

impl<'a> Planned<'a> {
    fn of(plan: &Plan<'a>, module: &'a ModulePlan<'a>, folder: &str, known: Option<&Known>) -> Self {
        let (path, header) = (file_path(folder, &module.path), header(&emit::module_docs(module)));
        let pieces = plan.pieces(module);
        let parts = match known {
            Some(known) => known.parts(&path, &header, pieces),
            None => Parts::Pieces(pieces.into_iter().map(|piece| (piece, None)).collect()),
        };
        Self { module, path, header, parts }
    }

    /// The pieces to print.
    fn new_pieces(&self) -> impl Iterator<Item = (&'a ModulePlan<'a>, &Piece)> {
        let pieces = match &self.parts {
            Parts::Same(_) => &[],
            Parts::Pieces(pieces) => pieces.as_slice(),
        };
        pieces.iter().filter(|(_, kept)| kept.is_none()).map(|(piece, _)| (self.module, piece))
    }
}

impl KeptModule {
    /// Joins the texts of pieces.
    fn of(header: String, pieces: Vec<Arc<KeptPiece>>) -> Self {
        let runs = pieces.chunk_by(|one, next| one.piece.is_method() && next.piece.is_method());
        let texts = runs.map(|run| match run {
            [one] => one.text.clone(),
            run => join_blocks(&run.iter().map(|kept| kept.text.as_str()).collect::<Vec<_>>()),
        });
        let text = format!("{header}{}", texts.collect::<Vec<_>>().join("\n"));
        Self { header, pieces, text: text.into() }
    }
}

impl KeptPiece {
    fn print(plan: &Plan<'_>, module: &ModulePlan<'_>, piece: &Piece, target: &Target) -> Self {
        let (items, asked) = emit::emit_piece(plan, &module.path, piece, target);
        let text = items.into_iter().map(print_item).collect::<Vec<_>>().join("\n");
        Self { piece: piece.clone(), asked, text }
    }
}

impl KeptIndex {
    fn print(plan: &Plan<'_>, index: &IndexPlan<'_>) -> Self {
        let (module, asked) = emit::emit_index(plan, index, None);
        Self { input: IndexInput::of(plan, index), asked, text: print_index(&module).into() }
    }
}
