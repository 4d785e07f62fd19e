//! Endpoints, by their types, in; the least set of scopes, or a compile error, out.

/// The least set of scopes with which a token of one kind can call all of these endpoints, as a constant: a
/// [`LeastPrivilege`](crate::LeastPrivilege), where the rules of the choice are.
///
/// The kind is `Application`, `DelegatedWork` or `DelegatedPersonal` (see [`TokenKind`](crate::TokenKind)). The set is computed
/// when the program is compiled, by `cargo check` too. Nothing of it is in the program but what the program uses of the value.
///
/// ```
/// use docbind::LeastPrivilege;
///
/// #[docbind::endpoint("docs/api/user-get.md")]
/// struct GetUser;
/// #[docbind::endpoint("docs/api/user-list-memberof.md")]
/// struct ListMemberOf;
///
/// const NEEDED: LeastPrivilege<'_> = docbind::permissions!(Application: GetUser, ListMemberOf);
///
/// assert_eq!(NEEDED.scopes(), ["Directory.Read.All"]);
/// println!("{NEEDED}");
/// ```
///
/// # Compile errors
/// - An endpoint whose page refuses this kind of token. The message names the endpoint and the page.
/// - Endpoints with more choices than the compiler can compare: more than 20,000 sets, or more than 96 scopes to choose
///   in one group that hangs together. There is never a set that is less than exact.
///
/// Three hundred endpoints of Microsoft Graph take the compiler a few seconds; before it gives up on a list it can take minutes.
/// `#[allow(long_running_const_eval)]` on the constant silences rustc's lint.
#[macro_export]
macro_rules! permissions {
    ($kind:ident: $($endpoint:ty),+ $(,)?) => {{
        const SUBJECTS: &[$crate::__private::Subject] =
            &[$($crate::__private::Subject::of::<$endpoint>($crate::TokenKind::$kind)),+];
        const DEMANDS: &[$crate::Demand<'static>] = {
            $crate::__private::assert_callable($crate::TokenKind::$kind, SUBJECTS);
            const ALL: &$crate::__private::Demands<{ $crate::__private::count_demands(SUBJECTS) }> =
                &$crate::__private::Demands::of(SUBJECTS);
            ALL.as_slice()
        };
        const MENTIONED: &$crate::__private::Scopes<'static, { $crate::__private::count_mentions(DEMANDS) }> =
            &$crate::__private::Scopes::of(DEMANDS);
        const LEAST: &$crate::__private::Scopes<'static, { $crate::__private::count_mentions(DEMANDS) }> = &MENTIONED
            .least::<{ DEMANDS.len() }, { $crate::__private::count_alternatives(DEMANDS) }, { MENTIONED.width() }>(
                DEMANDS,
            );
        $crate::LeastPrivilege::of_parts($crate::TokenKind::$kind, LEAST.names(), DEMANDS)
    }};
    ($($other:tt)*) => {
        ::core::compile_error!("write a kind of token and the types of endpoints: `permissions!(Application: GetUser, ListMemberOf)`")
    };
}

/// Fails the build when one of these endpoints cannot be called by a token of one kind with the stated scopes.
///
/// ```
/// #[docbind::endpoint("docs/api/user-get.md")]
/// struct GetUser;
/// #[docbind::endpoint("docs/api/user-sendmail.md")]
/// struct SendMail;
///
/// docbind::assert_permissions!(Application: ["User.Read.All", "Mail.Send"]; GetUser, SendMail);
/// ```
///
/// It stands where items stand, and leaves nothing in the program. A stated scope that nothing needs passes.
///
/// # Compile errors
/// - An endpoint needs more than is stated. The message names the endpoint, the page, the case where the page tells cases
///   apart, and the alternatives of the page.
/// - A page refuses this kind of token. A single case that it refuses needs nothing, and passes.
/// - A page does not say what an endpoint needs. Such an endpoint can be named after `not_known:`; what the page does say of
///   it, such as of other cases, is still held against the stated scopes.
#[macro_export]
macro_rules! assert_permissions {
    ($kind:ident: [$($scope:expr),* $(,)?]; $($endpoint:ty),+ $(,)? $(; not_known: $($unknown:ty),+ $(,)?)?) => {
        const _: () = $crate::__private::assert_within(
            $crate::TokenKind::$kind,
            &[$($scope),*],
            &[$($crate::__private::Subject::of::<$endpoint>($crate::TokenKind::$kind)),+],
            &[$($($crate::__private::Subject::of::<$unknown>($crate::TokenKind::$kind)),+)?],
        );
    };
    ($($other:tt)*) => {
        ::core::compile_error!(
            "write a kind of token, the stated scopes and the types of endpoints: \
             `assert_permissions!(Application: [\"User.Read.All\"]; GetUser, ListMemberOf)`"
        );
    };
}
