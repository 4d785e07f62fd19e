//! Times reading and writing a page of 1,000 users as docbind's model and as a struct with serde derives, and counts the
//! memory that each takes. Times hold what freeing costs: an allocator may put that off until the next reading.
//!
//! ```text
//! cargo bench --bench model
//! ```

use std::hint::black_box;
use std::time::{Duration, Instant};

use bytes::Bytes;
use docbind::{FromResponse, IntoBody, Kind, Model, ModelType, Object, Page, Property};
use peak_alloc::PeakAlloc;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const USERS: usize = 1_000;
const ROUNDS: usize = 30;

macro_rules! user {
    ($($field:ident $name:literal: $type:ty = $value:tt;)*) => {
        const PROPERTIES: &[(&str, Kind)] = &[$(($name, Kind::Any)),*];

        /// A user as one would write it for serde.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        struct SerdeUser {
            $(#[serde(rename = $name, skip_serializing_if = "Option::is_none")] $field: Option<$type>,)*
        }

        /// All properties of a user.
        fn full_user(number: usize) -> Value {
            let mut user = default_user(number);
            let properties = user.as_object_mut().expect("a user is an object");
            $(properties.entry($name).or_insert_with(|| json!($value));)*
            user
        }
    };
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct SerdeLicense {
    sku_id: Option<String>,
    disabled_plans: Option<Vec<String>>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct SerdePlan {
    assigned_date_time: Option<String>,
    capability_status: Option<String>,
    service: Option<String>,
    service_plan_id: Option<String>,
}

user! {
    id "id": String = "";
    business_phones "businessPhones": Vec<String> = ["+1 425 555 0109"];
    display_name "displayName": String = "";
    given_name "givenName": String = "";
    job_title "jobTitle": String = "";
    mail "mail": String = "";
    mobile_phone "mobilePhone": String = "";
    office_location "officeLocation": String = "";
    preferred_language "preferredLanguage": String = "";
    surname "surname": String = "";
    user_principal_name "userPrincipalName": String = "";
    about_me "aboutMe": String = "Likes long walks, and short meetings";
    account_enabled "accountEnabled": bool = true;
    age_group "ageGroup": String = "adult";
    assigned_licenses "assignedLicenses": Vec<SerdeLicense> = [{"skuId": "6470687e-a428-4b7a-bef2-8a291ad947c9", "disabledPlans": []}, {"skuId": "c7df2760-2c81-4ef7-b578-5b5392b571df", "disabledPlans": ["8a256a2b-b617-496d-b51b-e76466e88db0"]}];
    assigned_plans "assignedPlans": Vec<SerdePlan> = [{"assignedDateTime": "2019-03-01T12:00:00Z", "capabilityStatus": "Enabled", "service": "exchange", "servicePlanId": "9aaf7827-d63c-4b61-89c3-182f06f82e5c"}, {"assignedDateTime": "2019-03-01T12:00:00Z", "capabilityStatus": "Enabled", "service": "SharePoint", "servicePlanId": "5dbe027f-2339-4123-9542-606e4d348a72"}];
    birthday "birthday": String = "1990-05-06T00:00:00Z";
    city "city": String = "Harbour Town";
    company_name "companyName": String = "Harbour Works";
    consent_provided_for_minor "consentProvidedForMinor": String = "granted";
    country "country": String = "Norway";
    created_date_time "createdDateTime": String = "2018-01-02T03:04:05Z";
    creation_type "creationType": String = "Invitation";
    deleted_date_time "deletedDateTime": String = null;
    department "department": String = "Lighthouse";
    employee_hire_date "employeeHireDate": String = "2018-02-01T00:00:00Z";
    employee_id "employeeId": String = "0000471";
    employee_type "employeeType": String = "Employee";
    external_user_state "externalUserState": String = "Accepted";
    external_user_state_changed "externalUserStateChangeDateTime": String = "2018-03-01T00:00:00Z";
    fax_number "faxNumber": String = "+1 425 555 0100";
    hire_date "hireDate": String = "2018-02-01T00:00:00Z";
    im_addresses "imAddresses": Vec<String> = ["a@harbour.example"];
    interests "interests": Vec<String> = ["sailing", "chess"];
    is_resource_account "isResourceAccount": bool = false;
    last_password_change "lastPasswordChangeDateTime": String = "2021-01-01T00:00:00Z";
    legal_age_group "legalAgeGroupClassification": String = "adult";
    mail_nickname "mailNickname": String = "nick";
    my_site "mySite": String = "https://harbour.example/me";
    on_premises_dn "onPremisesDistinguishedName": String = "CN=a,OU=b,DC=harbour,DC=example";
    on_premises_domain_name "onPremisesDomainName": String = "harbour.example";
    on_premises_immutable_id "onPremisesImmutableId": String = "aGFyYm91cg==";
    on_premises_last_sync "onPremisesLastSyncDateTime": String = "2021-06-01T00:00:00Z";
    on_premises_sam "onPremisesSamAccountName": String = "sam";
    on_premises_sid "onPremisesSecurityIdentifier": String = "S-1-5-21-1";
    on_premises_sync "onPremisesSyncEnabled": bool = true;
    on_premises_upn "onPremisesUserPrincipalName": String = "a@harbour.example";
    other_mails "otherMails": Vec<String> = ["b@harbour.example"];
    password_policies "passwordPolicies": String = "DisablePasswordExpiration";
    past_projects "pastProjects": Vec<String> = ["Pier", "Crane"];
    postal_code "postalCode": String = "98004";
    preferred_name "preferredName": String = "Addy";
    proxy_addresses "proxyAddresses": Vec<String> = ["SMTP:a@harbour.example", "smtp:b@harbour.example"];
    responsibilities "responsibilities": Vec<String> = ["lamps"];
    schools "schools": Vec<String> = ["Sea School"];
    show_in_address_list "showInAddressList": bool = true;
    skills "skills": Vec<String> = ["knots"];
    sign_in_sessions "signInSessionsValidFromDateTime": String = "2021-01-01T00:00:00Z";
    state "state": String = "WA";
    street_address "streetAddress": String = "1 Pier Road";
    usage_location "usageLocation": String = "NO";
    user_type "userType": String = "Member";
}

/// The properties that a service gives unless asked for others.
fn default_user(number: usize) -> Value {
    json!({
        "id": format!("87d349ed-44d7-43e1-9a83-{number:012}"),
        "businessPhones": ["+1 425 555 0109"],
        "displayName": format!("Adele Vance {number}"),
        "givenName": "Adele",
        "jobTitle": "Lamp keeper",
        "mail": format!("adele{number}@harbour.example"),
        "mobilePhone": null,
        "officeLocation": "18/2111",
        "preferredLanguage": "en-US",
        "surname": "Vance",
        "userPrincipalName": format!("adele{number}@harbour.example"),
    })
}

#[derive(Clone, Debug, Default, PartialEq)]
struct User(Object);

impl Model for User {
    const TYPE: &'static ModelType =
        &ModelType { name: "sea.user", page: "user.md", properties: PROPERTIES, read_only: &[], subtypes: &[] };

    fn from_object(object: Object) -> Self {
        Self(object)
    }

    fn as_object(&self) -> &Object {
        &self.0
    }
}

/// Ten properties, as a program would read them.
const READ: [&str; 10] = [
    "id",
    "displayName",
    "givenName",
    "surname",
    "jobTitle",
    "mail",
    "mobilePhone",
    "officeLocation",
    "preferredLanguage",
    "userPrincipalName",
];

#[derive(Serialize, Deserialize)]
struct SerdePage {
    value: Vec<SerdeUser>,
}

fn main() {
    for (title, make) in [("default properties", default_user as fn(usize) -> Value), ("all properties", full_user)] {
        let users: Vec<Value> = (0..USERS).map(make).collect();
        let text = json!({ "value": users }).to_string();
        let bytes = Bytes::from(text.clone());
        println!("{USERS} users, {title}, {} KB", text.len() / 1024);
        let read = || Page::<User>::from_response(http::Response::new(bytes.clone())).expect("a page of users");
        let read_serde = || serde_json::from_slice::<SerdePage>(&bytes).expect("a page of users");
        let (page, serde_page) = (read(), read_serde());
        print("decode and drop", best_of(read), best_of(read_serde));
        let names = || page.items.iter().map(read_names).sum::<usize>();
        let decode_and_read = || read().items.iter().map(read_names).sum::<usize>();
        let serde_decode_and_read = || read_serde().value.iter().map(read_serde_names).sum::<usize>();
        assert_eq!(names(), serde_page.value.iter().map(read_serde_names).sum::<usize>());
        print("decode, read ten properties, drop", best_of(decode_and_read), best_of(serde_decode_and_read));
        let encode = || page.items.iter().map(encoded).sum::<usize>();
        let encode_serde = || serde_page.value.iter().map(serde_encoded).sum::<usize>();
        print("encode", best_of(encode), best_of(encode_serde));
        drop((page, serde_page));
        println!("  {:32} {:>9} KB {:>9} KB", "memory", memory_of(read) / 1024, memory_of(read_serde) / 1024);
    }
}

/// As a request sends it.
fn encoded(user: &User) -> usize {
    user.into_body().map_or(0, |body| body.bytes().len())
}

fn serde_encoded(user: &SerdeUser) -> usize {
    serde_json::to_vec(user).map_or(0, |json| json.len())
}

fn read_names(user: &User) -> usize {
    READ.iter().map(|name| docbind::get(user, name)).map(|name: Property<&str>| name.value().map_or(0, str::len)).sum()
}

fn read_serde_names(user: &SerdeUser) -> usize {
    let names = [
        &user.id,
        &user.display_name,
        &user.given_name,
        &user.surname,
        &user.job_title,
        &user.mail,
        &user.mobile_phone,
        &user.office_location,
        &user.preferred_language,
        &user.user_principal_name,
    ];
    names.into_iter().map(|name| name.as_ref().map_or(0, String::len)).sum()
}

fn print(what: &str, docbind: Duration, serde: Duration) {
    let millis = |duration: Duration| duration.as_secs_f64() * 1e3;
    println!("  {what:32} {:>9.2} ms {:>9.2} ms", millis(docbind), millis(serde));
}

fn best_of<T>(mut work: impl FnMut() -> T) -> Duration {
    let rounds = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        let made = black_box(work());
        drop(made);
        start.elapsed()
    });
    rounds.min().unwrap_or_default()
}

/// The bytes that a value holds.
fn memory_of<T>(make: impl FnOnce() -> T) -> usize {
    let before = MEMORY.current_usage();
    let made = make();
    let after = MEMORY.current_usage();
    drop(made);
    after - before
}
