//! A plan and what was printed of an earlier one in; the texts of its modules out, printed anew where they may differ.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{File, file_path, print_index, print_module};
use crate::emit::{self, Asked, IndexPlan, ModuleInput, ModulePlan, Plan, PlanInput, Target};
use crate::parallel::in_parallel;

/// The modules of a plan, printed, with all that their texts depend on.
#[derive(Debug)]
pub(super) struct KeptPlan {
    input: PlanInput,
    target: Target,
    /// By path of the file.
    modules: BTreeMap<String, Arc<KeptModule>>,
    /// How many of them are not as they were.
    pub(super) printed: usize,
}

#[derive(Debug)]
struct KeptModule {
    input: ModuleInput,
    asked: Asked,
    text: Arc<str>,
}

/// A module of either kind.
enum Planned<'a> {
    Items(&'a ModulePlan<'a>),
    Index(&'a IndexPlan<'a>),
}

impl KeptPlan {
    /// Prints the modules of a plan into a folder. `before` is what was printed there before.
    pub(super) fn print(plan: &Plan<'_>, target: &Target, folder: &str, before: Option<Self>) -> Self {
        let before = before.filter(|before| before.target == *target);
        let differing = before.as_ref().and_then(|before| before.input.differing(plan));
        let known = before.zip(differing);
        let items = plan.modules.iter().map(Planned::Items);
        let modules: Vec<Planned<'_>> = items.chain(plan.indexes.iter().map(Planned::Index)).collect();
        let printed = in_parallel(&modules, &|module: &Planned<'_>| {
            let path = file_path(folder, module.path());
            let kept = known.as_ref().and_then(|(before, differing)| {
                let kept = before.modules.get(&path)?;
                (!kept.asked.meets(differing) && module.is_made_of(&kept.input, plan)).then(|| Arc::clone(kept))
            });
            let is_new = kept.is_none();
            (path, kept.unwrap_or_else(|| Arc::new(module.print(plan, target))), is_new)
        });
        let count = printed.iter().filter(|(_, _, is_new)| *is_new).count();
        let modules = printed.into_iter().map(|(path, module, _)| (path, module)).collect();
        Self { input: PlanInput::of(plan), target: target.clone(), modules, printed: count }
    }

    /// The files, sorted by path.
    pub(super) fn files(&self) -> Vec<File> {
        let modules = self.modules.iter();
        modules.map(|(path, module)| File { path: path.clone(), text: Arc::clone(&module.text) }).collect()
    }
}

impl Planned<'_> {
    fn path(&self) -> &[String] {
        match self {
            Self::Items(module) => &module.path,
            Self::Index(index) => &index.path,
        }
    }

    fn is_made_of(&self, input: &ModuleInput, plan: &Plan<'_>) -> bool {
        match self {
            Self::Items(module) => input.is_of_module(plan, module),
            Self::Index(index) => input.is_of_index(plan, index),
        }
    }

    fn print(&self, plan: &Plan<'_>, target: &Target) -> KeptModule {
        let (input, module, text) = match self {
            Self::Items(module) => {
                let emitted = emit::emit_module(plan, module, target);
                let text = print_module(&emitted);
                (ModuleInput::of_module(plan, module), emitted, text)
            }
            Self::Index(index) => {
                let emitted = emit::emit_index(plan, index, None);
                let text = print_index(&emitted);
                (ModuleInput::of_index(plan, index), emitted, text)
            }
        };
        KeptModule { input, asked: module.asked, text: text.into() }
    }
}
