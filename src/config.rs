//! Every setting of a deployment: one environment variable each, read and checked once at start.
//! `.env.example` is generated from [`SETTINGS`] and a test compares the two.

mod gateway_accounts;
mod sms_account;

pub use gateway_accounts::{PaystackAccount, StripeAccount};
pub use sms_account::SmsAccount;

use std::net::SocketAddr;
use std::path::PathBuf;

/// A setting as it is documented.
pub struct Setting {
    pub name: &'static str,
    /// What applies when it is not set; empty: none.
    pub default: &'static str,
    pub meaning: &'static str,
}

/// All settings, in the order of `.env.example`.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "DATABASE_URL",
        default: "",
        meaning: "Postgres 15 or later, as a role that may create roles and databases. Not set: a private \
                  cluster in QUITTANCE_HOME.",
    },
    Setting {
        name: "QUITTANCE_HOME",
        default: "/var/lib/quittance as root, else ~/.local/share/quittance",
        meaning: "Folder of the private cluster and of captured mail.",
    },
    Setting {
        name: "QUITTANCE_KEYS_FILE",
        default: "sealing-keys in QUITTANCE_HOME, made when it is not there",
        meaning: "File with the keys of sealed columns, which only its owner may read. Keep a copy apart from the \
                  database's: see docs/OPERATIONS.md.",
    },
    Setting {
        name: "QUITTANCE_LISTEN",
        default: "127.0.0.1:8080",
        meaning: "Address and port to serve on.",
    },
    Setting {
        name: "QUITTANCE_PUBLIC_URL",
        default: "http:// and QUITTANCE_LISTEN",
        meaning: "How browsers reach this deployment; links in mail begin with it. https makes cookies secure.",
    },
    Setting {
        name: "QUITTANCE_OPERATOR_NAME",
        default: "Quittance",
        meaning: "The name of the business, on every page and mail.",
    },
    Setting {
        name: "QUITTANCE_SMTP_URL",
        default: "",
        meaning: "smtps://user:password@host or smtp://…?tls=required. Not set: mail is captured in a folder.",
    },
    Setting {
        name: "QUITTANCE_MAIL_FROM",
        default: "billing@localhost",
        meaning: "Sender address of mail.",
    },
    Setting {
        name: "QUITTANCE_SMTP_CA_FILE",
        default: "",
        meaning: "PEM file of certificate authorities that the mail server's certificate may come from, beside \
                  the public ones.",
    },
    Setting {
        name: "QUITTANCE_BOUNCE_ADDRESS",
        default: "",
        meaning: "Where mail that could not be delivered comes back to, such as bounces@example.com: at most \
                  14 letters, digits or dashes before the @. The envelope's sender of each mail is made from \
                  it (bounces+…@). Not set: it is the sender's address, and bounces are not seen here.",
    },
    Setting {
        name: "QUITTANCE_TRUSTED_PROXY",
        default: "no",
        meaning: "yes: the client's address is the last one in X-Forwarded-For.",
    },
    Setting {
        name: "STRIPE_SECRET_KEY",
        default: "",
        meaning: "sk_… or rk_…: invoices can be paid through this account of Stripe. Not set: not online.",
    },
    Setting {
        name: "STRIPE_WEBHOOK_SECRET",
        default: "",
        meaning: "whsec_… of the endpoint QUITTANCE_PUBLIC_URL/webhooks/stripe; needed with STRIPE_SECRET_KEY.",
    },
    Setting {
        name: "STRIPE_API_URL",
        default: "https://api.stripe.com",
        meaning: "Another address of Stripe's interface, such as `quittance simulate stripe`'s.",
    },
    Setting {
        name: "STRIPE_PAYMENT_METHODS",
        default: "card",
        meaning: "What customers may pay with, in this order: card, sepa_debit (EUR), bacs_debit (GBP), \
                  us_bank_account (USD). Each must be switched on in the account.",
    },
    Setting {
        name: "PAYSTACK_SECRET_KEY",
        default: "",
        meaning: "sk_…: invoices can be paid through this account of Paystack, whose webhooks go to \
                  QUITTANCE_PUBLIC_URL/webhooks/paystack. Not set: not through Paystack.",
    },
    Setting {
        name: "PAYSTACK_CURRENCIES",
        default: "NGN",
        meaning: "What the account of Paystack was opened for, such as NGN,USD. It takes GHS, KES, NGN, USD, ZAR.",
    },
    Setting {
        name: "PAYSTACK_API_URL",
        default: "https://api.paystack.co",
        meaning: "Another address of Paystack's interface, such as `quittance simulate paystack`'s.",
    },
    Setting {
        name: "TWILIO_ACCOUNT_SID",
        default: "",
        meaning: "AC…: text messages are sent through this account of Twilio. Replies to its number go to \
                  QUITTANCE_PUBLIC_URL/webhooks/twilio/incoming. Not set: no text messages.",
    },
    Setting {
        name: "TWILIO_AUTH_TOKEN",
        default: "",
        meaning: "Signs requests and callbacks; needed with TWILIO_ACCOUNT_SID.",
    },
    Setting {
        name: "TWILIO_FROM",
        default: "",
        meaning: "The number that text messages come from, such as +15551234567; needed with TWILIO_ACCOUNT_SID.",
    },
    Setting {
        name: "TWILIO_API_URL",
        default: "https://api.twilio.com",
        meaning: "Another address of Twilio's interface, such as `quittance simulate twilio`'s.",
    },
    Setting {
        name: "QUITTANCE_LOG",
        default: "info",
        meaning: "What is logged: error, warn, info, debug, or filters such as quittance=debug.",
    },
    Setting {
        name: "QUITTANCE_LOG_FORMAT",
        default: "text",
        meaning: "text or json, one event a line.",
    },
    Setting {
        name: "OTEL_EXPORTER_OTLP_ENDPOINT",
        default: "",
        meaning: "Where traces go, by OTLP over HTTP, such as http://127.0.0.1:4318 (/v1/traces is added). Not set: \
                  no traces.",
    },
    Setting {
        name: "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        default: "",
        meaning: "The same for traces alone, as a whole URL to which nothing is added.",
    },
    Setting {
        name: "OTEL_EXPORTER_OTLP_PROTOCOL",
        default: "http/protobuf",
        meaning: "No other protocol is spoken.",
    },
    Setting {
        name: "OTEL_EXPORTER_OTLP_HEADERS",
        default: "",
        meaning: "Sent with the traces, such as authorization=Bearer%20secret.",
    },
    Setting {
        name: "OTEL_SERVICE_NAME",
        default: "quittance",
        meaning: "What traces call this deployment. More of it: OTEL_RESOURCE_ATTRIBUTES.",
    },
    Setting {
        name: "OTEL_TRACES_SAMPLER",
        default: "parentbased_always_on",
        meaning: "Which requests are traced; parentbased_traceidratio with OTEL_TRACES_SAMPLER_ARG=0.1 traces a tenth.",
    },
    Setting {
        name: "OTEL_SDK_DISABLED",
        default: "false",
        meaning: "true: no traces, whatever else is set.",
    },
];

/// The settings, checked.
#[derive(Clone, Debug)]
pub struct Config {
    pub database_url: Option<String>,
    pub home: Option<PathBuf>,
    pub keys_file: Option<PathBuf>,
    pub listen: SocketAddr,
    /// Without a slash at the end.
    pub public_url: String,
    pub operator_name: String,
    pub smtp_url: Option<String>,
    pub mail_from: String,
    pub smtp_ca_file: Option<PathBuf>,
    pub bounce_address: Option<String>,
    pub trusts_proxy: bool,
    /// The account of Stripe, if one is set.
    pub stripe: Option<StripeAccount>,
    /// The account of Paystack, if one is set.
    pub paystack: Option<PaystackAccount>,
    /// The account that sends text messages, if one is set.
    pub sms: Option<SmsAccount>,
    pub log_filter: String,
    pub log_json: bool,
    /// The URL that takes traces; None: nobody traces.
    pub traces_endpoint: Option<String>,
}

/// A setting that does not read.
#[derive(Debug, thiserror::Error)]
#[error("{name}={value:?} is not {expected}")]
pub struct ConfigError {
    pub name: &'static str,
    pub value: String,
    pub expected: &'static str,
}

impl Config {
    /// The settings from the process's environment.
    /// # Errors  names the variable, its value and what was expected.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// The settings from `get`, which answers None for what is not set.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let listen_text = get("QUITTANCE_LISTEN").unwrap_or_else(|| "127.0.0.1:8080".into());
        let listen = listen_text.parse().map_err(|_| ConfigError {
            name: "QUITTANCE_LISTEN",
            value: listen_text,
            expected: "an address and port such as 127.0.0.1:8080",
        })?;
        let public_url = get("QUITTANCE_PUBLIC_URL").unwrap_or_else(|| format!("http://{listen}"));
        if !public_url.starts_with("http://") && !public_url.starts_with("https://") {
            return Err(ConfigError {
                name: "QUITTANCE_PUBLIC_URL",
                value: public_url,
                expected: "a URL that begins with http:// or https://",
            });
        }
        Ok(Self {
            database_url: get("DATABASE_URL"),
            home: get("QUITTANCE_HOME").map(PathBuf::from),
            keys_file: get("QUITTANCE_KEYS_FILE").map(PathBuf::from),
            listen,
            public_url: public_url.trim_end_matches('/').to_owned(),
            operator_name: get("QUITTANCE_OPERATOR_NAME").unwrap_or_else(|| "Quittance".into()),
            smtp_url: get("QUITTANCE_SMTP_URL"),
            mail_from: get("QUITTANCE_MAIL_FROM").unwrap_or_else(|| "billing@localhost".into()),
            smtp_ca_file: get("QUITTANCE_SMTP_CA_FILE").map(PathBuf::from),
            bounce_address: get("QUITTANCE_BOUNCE_ADDRESS"),
            trusts_proxy: choice(&get, "QUITTANCE_TRUSTED_PROXY", "no", ["no", "yes"])? == "yes",
            stripe: gateway_accounts::stripe(&get)?,
            paystack: gateway_accounts::paystack(&get)?,
            sms: sms_account::twilio(&get)?,
            log_filter: get("QUITTANCE_LOG").unwrap_or_else(|| "info".into()),
            log_json: choice(&get, "QUITTANCE_LOG_FORMAT", "text", ["text", "json"])? == "json",
            traces_endpoint: traces_endpoint(&get)?,
        })
    }

    /// The folder of the private cluster and of captured mail.
    #[must_use]
    pub fn home(&self) -> PathBuf {
        self.home.clone().unwrap_or_else(crate::local_postgres::default_home)
    }

    /// The file with the keys of sealed columns.
    #[must_use]
    pub fn keys_file(&self) -> PathBuf {
        self.keys_file.clone().unwrap_or_else(|| self.home().join("sealing-keys"))
    }

    /// Whether browsers reach this deployment over TLS; then cookies are `Secure`.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

/// Where traces go, as OpenTelemetry's specification reads its variables.
fn traces_endpoint(get: &impl Fn(&str) -> Option<String>) -> Result<Option<String>, ConfigError> {
    const BASE: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
    const WHOLE: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
    const PROTOCOL: &str = "OTEL_EXPORTER_OTLP_PROTOCOL";
    let (name, value, url) = match (get(WHOLE), get(BASE)) {
        (Some(whole), _) => (WHOLE, whole.clone(), whole),
        (None, Some(base)) => {
            let url = format!("{}/v1/traces", base.trim_end_matches('/'));
            (BASE, base, url)
        }
        (None, None) => return Ok(None),
    };
    if get("OTEL_SDK_DISABLED").is_some_and(|word| word.eq_ignore_ascii_case("true")) {
        return Ok(None);
    }
    if let Some(value) = get(PROTOCOL).filter(|protocol| protocol != "http/protobuf") {
        return Err(ConfigError { name: PROTOCOL, value, expected: "http/protobuf" });
    }
    let is_http = |url: &url::Url| matches!(url.scheme(), "http" | "https") && url.has_host();
    if !url::Url::parse(&url).is_ok_and(|url| is_http(&url)) {
        return Err(ConfigError { name, value, expected: "a URL such as http://127.0.0.1:4318" });
    }
    Ok(Some(url))
}

fn choice(
    get: &impl Fn(&str) -> Option<String>,
    name: &'static str,
    default: &str,
    choices: [&'static str; 2],
) -> Result<String, ConfigError> {
    let value = get(name).unwrap_or_else(|| default.to_owned());
    if choices.contains(&value.as_str()) {
        return Ok(value);
    }
    let expected = if choices[1] == "yes" { "yes or no" } else { "text or json" };
    Err(ConfigError { name, value, expected })
}

/// The text of `.env.example`.
#[must_use]
pub fn env_example() -> String {
    let mut text = String::from(
        "# Settings of Quittance. All are optional. Generated: `quittance settings`.\n",
    );
    for setting in SETTINGS {
        text.push_str(&format!("\n# {}\n", setting.meaning));
        if !setting.default.is_empty() {
            text.push_str(&format!("# Default: {}\n", setting.default));
        }
        text.push_str(&format!("#{}=\n", setting.name));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_lists_exactly_the_settings_that_exist() {
        assert_eq!(include_str!("../.env.example"), env_example());
    }

    #[test]
    fn a_setting_that_does_not_read_is_named() {
        let error = Config::read(|name| (name == "QUITTANCE_LISTEN").then(|| "8080".to_owned()))
            .unwrap_err();
        assert_eq!((error.name, error.value.as_str()), ("QUITTANCE_LISTEN", "8080"));
        let error = Config::read(|name| (name == "QUITTANCE_LOG_FORMAT").then(|| "xml".to_owned()))
            .unwrap_err();
        assert_eq!(error.expected, "text or json");
    }

    #[test]
    fn traces_go_where_the_standard_variables_say() {
        let endpoint = |set: &[(&str, &str)]| {
            let get = |name: &str| {
                set.iter().find(|(set, _)| *set == name).map(|(_, value)| (*value).to_owned())
            };
            Config::read(get).map(|config| config.traces_endpoint)
        };
        const BASE: &str = "OTEL_EXPORTER_OTLP_ENDPOINT";
        const WHOLE: &str = "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT";
        assert_eq!(endpoint(&[]).unwrap(), None);
        for base in ["http://collector:4318", "http://collector:4318/"] {
            let url = endpoint(&[(BASE, base)]).unwrap();
            assert_eq!(url.as_deref(), Some("http://collector:4318/v1/traces"));
        }
        let url = endpoint(&[(BASE, "http://a:1"), (WHOLE, "https://b/otlp")]).unwrap();
        assert_eq!(url.as_deref(), Some("https://b/otlp"));
        assert_eq!(endpoint(&[(BASE, "http://a:1"), ("OTEL_SDK_DISABLED", "true")]).unwrap(), None);
        assert_eq!(endpoint(&[(BASE, "collector:4318")]).unwrap_err().name, BASE);
        let grpc = [(BASE, "http://a:1"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")];
        assert_eq!(endpoint(&grpc).unwrap_err().expected, "http/protobuf");
    }

    #[test]
    fn every_setting_that_is_read_is_documented() {
        let asked = std::cell::RefCell::new(Vec::new());
        Config::read(|name| {
            asked.borrow_mut().push(name.to_owned());
            None
        })
        .unwrap();
        for name in asked.into_inner() {
            assert!(SETTINGS.iter().any(|setting| setting.name == name), "{name}");
        }
    }
}
