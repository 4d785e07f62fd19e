//! Pages of the guide whose examples are compiled and run as tests of documentation.

#[doc = include_str!("../docs/guide/src/deprecation.md")]
mod deprecation {}

#[doc = include_str!("../docs/guide/src/faults.md")]
mod faults {}

#[doc = include_str!("../docs/guide/src/permissions.md")]
mod permissions {}

#[doc = include_str!("../docs/guide/src/seeing.md")]
mod seeing {}

#[doc = include_str!("../docs/guide/src/transports.md")]
mod transports {}

#[doc = include_str!("../docs/guide/src/queries.md")]
mod queries {}

#[cfg(all(feature = "chrono", feature = "reqwest"))]
#[doc = include_str!("../docs/guide/src/output.md")]
mod output {}
