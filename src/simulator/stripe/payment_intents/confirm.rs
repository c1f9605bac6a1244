//! Confirming a PaymentIntent: which method pays, whether it may, and whether the customer is there
//! to authenticate.

use super::super::account::Turn;
use super::super::cards::{self, Authentication};
use super::super::error::ApiError;
use super::super::fields::Fields;
use super::super::payment_methods::{self, Draft};
use super::super::store::Read;
use super::super::{challenge, mandates};
use super::{attempt, unexpected_state};
use serde_json::{Value, json};

/// How an intent is to be confirmed, as its parameters say.
pub struct Confirmation {
    payment_method: Option<String>,
    payment_method_draft: Option<Draft>,
    is_off_session: bool,
    return_url: Option<String>,
    mandate: Option<String>,
    mandate_data: Option<Value>,
    error_on_requires_action: bool,
}

impl Confirmation {
    pub fn read(turn: &Turn, fields: &mut Fields) -> Result<Self, ApiError> {
        let payment_method_draft = match fields.branch("payment_method_data")? {
            Some(mut given) => {
                let draft = payment_methods::read(turn, &mut given)?;
                given.finish()?;
                Some(draft)
            }
            None => None,
        };
        // `one_off` and `recurring` are older ways to say true.
        let presence = ["true", "false", "one_off", "recurring"];
        let is_off_session = fields.choice("off_session", &presence)?;
        Ok(Self {
            payment_method: fields.text("payment_method")?.filter(|id| !id.is_empty()),
            payment_method_draft,
            is_off_session: is_off_session.is_some_and(|word| word != "false"),
            return_url: fields.text("return_url")?,
            mandate: fields.text("mandate")?,
            mandate_data: fields.echo("mandate_data")?,
            error_on_requires_action: fields
                .boolean("error_on_requires_action")?
                .unwrap_or_default(),
        })
    }

    /// What the hosted page does: a method that is kept already, the customer is there.
    pub fn on_page(method: &str, return_url: String, mandate_data: Option<Value>) -> Self {
        Self {
            payment_method: Some(method.to_owned()),
            payment_method_draft: None,
            is_off_session: false,
            return_url: Some(return_url),
            mandate: None,
            mandate_data,
            error_on_requires_action: false,
        }
    }

    pub fn is_off_session(&self) -> bool {
        self.is_off_session
    }

    pub fn mandate_data(&self) -> Option<&Value> {
        self.mandate_data.as_ref()
    }

    pub fn return_url(&self) -> Option<&str> {
        self.return_url.as_deref()
    }
}

/// Stripe wants to know where to send the customer when a method might redirect.
pub fn require_return_url(intent: &Value, confirmation: &Confirmation) -> Result<(), ApiError> {
    let automatic = &intent["automatic_payment_methods"];
    let may_redirect = automatic.is("enabled") && automatic.text("allow_redirects") != "never";
    if !may_redirect || confirmation.return_url.is_some() {
        return Ok(());
    }
    Err(ApiError::parameter(
        "parameter_missing",
        "return_url",
        "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these \
         payment methods might redirect your customer off of your page, you must provide a `return_url`. If you don't \
         want to accept redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and \
         `automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.",
    ))
}

/// The method that the parameters name, checked against the intent; `None` when they name none.
pub fn choose_method(
    turn: &mut Turn,
    intent: &Value,
    confirmation: &Confirmation,
) -> Result<Option<Value>, ApiError> {
    let method = match (&confirmation.payment_method, &confirmation.payment_method_draft) {
        (Some(id), _) => payment_methods::resolve(turn, id, "payment_method")?,
        (None, Some(draft)) => {
            let id = payment_methods::keep(turn, draft.clone());
            turn.known(&id)
        }
        (None, None) => return Ok(None),
    };
    check_method(turn, intent, &method)?;
    Ok(Some(method))
}

fn check_method(turn: &Turn, intent: &Value, method: &Value) -> Result<(), ApiError> {
    let kind = method.text("type");
    let kinds = intent["payment_method_types"].as_array().into_iter().flatten();
    if !kinds.filter_map(Value::as_str).any(|allowed| allowed == kind) {
        let message = format!(
            "The PaymentMethod provided ({kind}) is not allowed for this {}. Please attach a PaymentMethod of one of \
             the following types: {}.",
            if intent.text("object") == "setup_intent" { "SetupIntent" } else { "PaymentIntent" },
            intent["payment_method_types"]
        );
        return Err(ApiError::invalid(message).param("payment_method"));
    }
    payment_methods::refuse_used(turn, method)?;
    let (owner, id) = (method.text("customer"), method.text("id"));
    if owner.is_empty() || owner == intent.text("customer") {
        return Ok(());
    }
    let message = if intent.lacks("customer") {
        format!(
            "The PaymentMethod {id} belongs to a Customer {owner}. Please include the Customer in the `customer` \
             parameter on the PaymentIntent."
        )
    } else {
        format!(
            "The customer does not have a payment method with the ID {id}. The payment method must be attached to \
             the customer."
        )
    };
    Err(ApiError::invalid(message).param("payment_method"))
}

/// Confirms the intent and returns what became of it.
///
/// # Errors
/// Refusals that change nothing (wrong state, no method, no mandate); card errors, after which the intent
/// `requires_payment_method` again and carries `last_payment_error`.
pub fn confirm(
    turn: &mut Turn,
    mut intent: Value,
    confirmation: Confirmation,
) -> Result<Value, ApiError> {
    let confirmable = ["requires_payment_method", "requires_confirmation", "requires_action"];
    if !confirmable.contains(&intent.text("status")) {
        return Err(unexpected_state(&intent, "confirm", &confirmable));
    }
    if let Some(method) = choose_method(turn, &intent, &confirmation)? {
        intent["payment_method"] = method["id"].clone();
    }
    if intent.lacks("payment_method") {
        return Err(ApiError::invalid(
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can either update the \
             PaymentIntent with a payment method and then confirm it again, or confirm it again directly with a \
             payment method or ConfirmationToken.",
        )
        .code("payment_intent_unexpected_state")
        .attach("payment_intent", intent));
    }
    let method = turn.known(intent.text("payment_method"));
    mandates::require(
        turn,
        &method,
        confirmation.mandate_data.as_ref(),
        confirmation.mandate.as_deref(),
    )?;
    let id = intent.text("id").to_owned();
    if let Some(url) = &confirmation.return_url {
        turn.hide(&id, "return_url", json!(url));
    }
    intent["last_payment_error"] = Value::Null;
    intent["next_action"] = Value::Null;
    let is_authenticated = turn.hidden(&id).is("is_authenticated");
    if !is_authenticated && needs_authentication(turn, &method, confirmation.is_off_session) {
        if confirmation.is_off_session || confirmation.error_on_requires_action {
            let error = ApiError::card(
                "authentication_required",
                Some("authentication_required"),
                "Your card was declined. This transaction requires authentication.",
            );
            return Err(attempt::decline(turn, intent, &method, &error));
        }
        return Ok(ask_to_authenticate(turn, intent));
    }
    attempt::attempt(turn, intent, &method)
}

fn needs_authentication(turn: &Turn, method: &Value, is_off_session: bool) -> bool {
    let hidden = turn.hidden(method.text("id"));
    let Some(card) = cards::by_number(hidden.text("card")) else { return false };
    match card.authentication {
        Authentication::None => false,
        Authentication::Always => true,
        Authentication::UntilSetUp => !(is_off_session && hidden.is("is_set_up")),
        Authentication::OnSession => !is_off_session,
    }
}

fn ask_to_authenticate(turn: &mut Turn, mut intent: Value) -> Value {
    intent["status"] = json!("requires_action");
    intent["next_action"] = challenge::next_action(turn, &intent);
    turn.save(&intent);
    turn.emit("payment_intent.requires_action", &intent);
    intent
}
