//! A Microsoft cloud in, the hosts by which it signs apps in and serves Graph out.

use std::fmt;

/// One of the clouds that Microsoft runs. They share nothing: an app is registered in one of them, and a token of one is not
/// taken by another.
///
/// The hosts are those of Microsoft's page "Microsoft Graph national cloud deployments".
///
/// ```
/// use docbind::Cloud;
///
/// let base_url = format!("{}/v1.0", Cloud::UsGovernment.graph_url());
/// assert_eq!(base_url, "https://graph.microsoft.us/v1.0");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Cloud {
    /// The one for all the world.
    #[default]
    Global,
    /// Microsoft Cloud for US Government, L4 (GCC High).
    UsGovernment,
    /// Microsoft Cloud for US Government, L5: the Department of Defense.
    UsGovernmentDod,
    /// Microsoft Azure and Microsoft 365 operated by 21Vianet in China.
    China,
}

impl Cloud {
    const ALL: [Self; 4] = [Self::Global, Self::UsGovernment, Self::UsGovernmentDod, Self::China];

    /// The one whose Graph has this host.
    pub(crate) fn of_host(host: &str) -> Option<Self> {
        let is_own =
            |cloud: &Self| cloud.graph_url().strip_prefix("https://").is_some_and(|own| own.eq_ignore_ascii_case(host));
        Self::ALL.into_iter().find(is_own)
    }

    /// The host that gives tokens, such as `login.microsoftonline.com`.
    #[must_use]
    pub const fn login_host(self) -> &'static str {
        match self {
            Self::Global => "login.microsoftonline.com",
            Self::UsGovernment | Self::UsGovernmentDod => "login.microsoftonline.us",
            Self::China => "login.chinacloudapi.cn",
        }
    }

    /// Where Graph is, without a version and without a slash at the end, such as `https://graph.microsoft.com`.
    #[must_use]
    pub const fn graph_url(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com",
            Self::UsGovernment => "https://graph.microsoft.us",
            Self::UsGovernmentDod => "https://dod-graph.microsoft.us",
            Self::China => "https://microsoftgraph.chinacloudapi.cn",
        }
    }

    /// The scope of a token that has all permissions on Graph which the app was granted, such as
    /// `https://graph.microsoft.com/.default`.
    #[must_use]
    pub const fn default_scope(self) -> &'static str {
        match self {
            Self::Global => "https://graph.microsoft.com/.default",
            Self::UsGovernment => "https://graph.microsoft.us/.default",
            Self::UsGovernmentDod => "https://dod-graph.microsoft.us/.default",
            Self::China => "https://microsoftgraph.chinacloudapi.cn/.default",
        }
    }
}

/// As Microsoft's pages call it: `the global service`, `US Government L4`, `US Government L5 (DOD)`, `China (21Vianet)`.
impl fmt::Display for Cloud {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Global => "the global service",
            Self::UsGovernment => "US Government L4",
            Self::UsGovernmentDod => "US Government L5 (DOD)",
            Self::China => "China (21Vianet)",
        })
    }
}

/// What a [`Client`](crate::Client) does with a call whose page names the clouds that serve it, and not the client's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CloudCheck {
    /// It sends the call.
    Allow,
    /// It sends the call, and says so as a warning of `tracing`.
    Warn,
    /// It refuses the call before anything is sent.
    #[default]
    Deny,
}

#[cfg(test)]
mod tests {
    use super::Cloud;

    #[test]
    fn a_host_tells_its_cloud() {
        for cloud in Cloud::ALL {
            let host = cloud.graph_url().trim_start_matches("https://").to_uppercase();
            assert_eq!(Cloud::of_host(&host), Some(cloud));
        }
        for host in ["", "graph.microsoft.com.example", "localhost", "https://graph.microsoft.com"] {
            assert_eq!(Cloud::of_host(host), None, "{host}");
        }
    }

    #[test]
    fn the_scope_is_that_of_graph() {
        for cloud in Cloud::ALL {
            assert_eq!(cloud.default_scope(), format!("{}/.default", cloud.graph_url()));
            assert!(cloud.login_host().starts_with("login."));
        }
    }
}
