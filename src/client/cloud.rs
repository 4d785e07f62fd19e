//! An operation and the client's cloud in; whether the call may go out.

use super::Inner;
use super::exchange::Subject;
use crate::error::{Error, Fault, Refused};
use crate::{Cloud, CloudCheck};

impl Inner {
    /// Holds a call against the clouds that its page names. Where the page names none, or the client is for none, it may go out.
    ///
    /// # Errors
    /// [`Error::Refused`], where the client's cloud is not among them and the check is not set to let it pass.
    pub(super) fn check_cloud(&self, subject: Subject) -> Result<(), Error> {
        let clouds = subject.operation.clouds;
        let Some(cloud) = self.cloud.filter(|cloud| !clouds.is_empty() && !clouds.contains(cloud)) else {
            return Ok(());
        };
        let fault = || format!("its page names {}, and the client is for {cloud}", list(clouds));
        match self.cloud_check {
            CloudCheck::Allow => Ok(()),
            CloudCheck::Warn => {
                let (operation, page) = (subject.operation.name, subject.operation.page);
                tracing::warn!(operation, page, "{}", fault());
                Ok(())
            }
            CloudCheck::Deny => Err(Error::from(Refused::new(subject.route, Fault::new(fault())))),
        }
    }
}

/// `the global service and US Government L4 as the clouds that serve it`
fn list(clouds: &[Cloud]) -> String {
    let names: Vec<String> = clouds.iter().map(Cloud::to_string).collect();
    match names.as_slice() {
        [all @ .., last] if !all.is_empty() => format!("{} and {last} as the clouds that serve it", all.join(", ")),
        _ => format!("{} as the one cloud that serves it", names.concat()),
    }
}
