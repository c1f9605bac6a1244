//! Keys and meters in the hands of staff, on pages and on the command line: a secret is seen once, a revoked key is
//! refused, a meter never changes.

use super::{Sender, event, meter};
use crate::commands::{quittance, said};
use crate::harness::{Browser, World};
use quittance::domain::access::StaffRole;
use quittance::domain::usage::Aggregation;
use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

const AT: &str = "2026-03-01T00:00:00Z";

async fn admin(world: &World) -> Browser {
    let admin = world.staff("admin", StaffRole::Admin).await;
    world.sign_in(admin).await
}

/// The secret that the text shows.
fn secret_in(text: &str) -> String {
    let at = text.find("qk_").unwrap();
    text[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || "-_".contains(*c)).collect()
}

#[tokio::test]
async fn a_key_made_on_the_page_shows_its_secret_once_and_works_until_it_is_revoked() {
    let world = World::new().await;
    world.tenant("Alpha").await;
    meter(&world, "calls", Aggregation::Sum, None).await;
    let admin = admin(&world).await;
    let id = Uuid::now_v7().to_string();
    let form = [("id", id.as_str()), ("name", "Gateway 1"), ("scopes", "usage:write")];
    let made = admin.post("/admin/api-keys", &form).await;
    assert_eq!(made.status, StatusCode::OK);
    assert_eq!(made.header("cache-control"), "no-store");
    let mut sender = Sender::new(&world, &["usage:read"]).await;
    sender.secret = secret_in(&made.text());
    assert_eq!(sender.send(&event("e-1", 1, AT)).await.0, 202);
    // The same form again is no further key, and shows nothing.
    let again = admin.post("/admin/api-keys", &form).await;
    assert_eq!(again.status, StatusCode::OK);
    assert!(!again.text().contains("qk_"));
    let list = admin.get("/admin/api-keys").await;
    assert!(list.text().contains("Gateway 1") && !list.text().contains("qk_"));
    let revoked = admin.post(&format!("/admin/api-keys/{id}/revoke"), &[]).await;
    assert_eq!(revoked.header("location"), "/admin/api-keys?done=revoked");
    assert_eq!(sender.send(&event("e-2", 1, AT)).await.0, 401);
    // Twice is once.
    let revoked = admin.post(&format!("/admin/api-keys/{id}/revoke"), &[]).await;
    assert_eq!(revoked.status, StatusCode::SEE_OTHER);
    let mut superuser = world.database.superuser().await;
    let log: Vec<(String, String, bool)> = sqlx::query_as(
        "select action, actor, after ? 'secret_sha256' from audit_log
          where subject_kind = 'api_key' and subject_id = $1
          order by sequence",
    )
    .bind(&id)
    .fetch_all(&mut superuser)
    .await
    .unwrap();
    let actions: Vec<_> = log.iter().map(|(action, ..)| action.as_str()).collect();
    assert_eq!(actions, ["api_key.created", "api_key.revoked"]);
    assert!(log.iter().all(|(_, actor, has_hash)| actor.starts_with("staff:") && !has_hash));
}

#[tokio::test]
async fn a_key_without_a_name_or_a_right_is_not_made() {
    let world = World::new().await;
    let admin = admin(&world).await;
    let id = Uuid::now_v7().to_string();
    let long = "x".repeat(101);
    for form in [
        vec![("id", id.as_str()), ("name", " "), ("scopes", "usage:write")],
        vec![("id", id.as_str()), ("name", long.as_str()), ("scopes", "usage:write")],
        vec![("id", id.as_str()), ("name", "A")],
        vec![("id", id.as_str()), ("name", "A"), ("scopes", "everything")],
    ] {
        let refused = admin.post("/admin/api-keys", &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{form:?}");
        assert!(!refused.text().contains("qk_"));
    }
    let mut superuser = world.database.superuser().await;
    let keys: i64 = sqlx::query_scalar("select count(*) from api_keys")
        .fetch_one(&mut superuser)
        .await
        .unwrap();
    assert_eq!(keys, 0);
}

#[tokio::test]
async fn a_meter_is_added_on_the_page_and_cannot_be_made_to_count_otherwise() {
    let world = World::new().await;
    let admin = admin(&world).await;
    let form = |code, aggregation, unique| {
        [
            ("code", code),
            ("name", "Active <users>"),
            ("aggregation", aggregation),
            ("unique-property", unique),
            ("group-by", "region"),
        ]
    };
    let added = admin.post("/admin/meters", &form("users", "unique", "user_id")).await;
    assert_eq!(added.header("location"), "/admin/meters?done=added");
    let list = admin.get("/admin/meters?done=added").await;
    assert!(list.text().contains("Active &lt;users&gt;") && list.text().contains("user_id"));
    // The same once more is the same meter; another way of counting is refused.
    let again = admin.post("/admin/meters", &form("users", "unique", "user_id")).await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    for (code, aggregation, unique) in [
        ("users", "sum", ""),
        ("Users!", "sum", ""),
        ("others", "unique", ""),
        ("others", "sum", "user_id"),
    ] {
        let refused = admin.post("/admin/meters", &form(code, aggregation, unique)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{code} {aggregation}");
        assert!(refused.text().contains(&format!("value=\"{code}\"")), "what was typed stays");
    }
    let support = world.sign_in(world.staff("support", StaffRole::Support).await).await;
    assert!(!support.get("/admin/meters").await.text().contains("name=\"code\""));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_and_meters_are_made_listed_and_revoked_from_the_command_line() {
    let world = World::new().await;
    world.tenant("Alpha").await;
    let add = ["meters", "create", "--code", "calls", "--name", "Calls", "--aggregation", "sum"];
    let output = quittance(&world, &add);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&quittance(&world, &["meters", "list"])).contains("calls  Calls  sum"));
    let output = quittance(
        &world,
        &["meters", "create", "--code", "calls", "--name", "Calls", "--aggregation", "max"],
    );
    assert!(!output.status.success() && said(&output).contains("already"), "{}", said(&output));
    let create = ["api-keys", "create", "--name", "Gateway 1", "--scope", "usage:write"];
    let output = quittance(&world, &create);
    let mut sender = Sender::new(&world, &["usage:read"]).await;
    // The secret alone stands on standard output, for a script to keep.
    sender.secret = String::from_utf8(output.stdout).unwrap().trim().to_owned();
    assert_eq!(sender.send(&event("e-1", 1, AT)).await.0, 202);
    let list = said(&quittance(&world, &["api-keys", "list"]));
    assert!(!list.contains("qk_") && list.contains("last used 2026-03-02"), "{list}");
    let line = list.lines().find(|line| line.contains("Gateway 1")).unwrap();
    let id = line.split(' ').next().unwrap();
    assert!(quittance(&world, &["api-keys", "revoke", id]).status.success());
    assert_eq!(sender.send(&event("e-2", 1, AT)).await.0, 401);
    let nobody = Uuid::nil().to_string();
    assert!(!quittance(&world, &["api-keys", "revoke", &nobody]).status.success());
    let wrong = ["api-keys", "create", "--name", "A", "--scope", "everything"];
    assert!(said(&quittance(&world, &wrong)).contains("scopes"));
}

#[tokio::test]
async fn a_system_asks_how_much_was_used() {
    let world = World::new().await;
    world.tenant("Alpha").await;
    super::grouped_meter(&world, "calls", Aggregation::Sum, None, Some("region")).await;
    let sender = Sender::new(&world, &["usage:write", "usage:read"]).await;
    let mut abroad = event("e-2", 7, "2026-02-11T00:00:00Z");
    abroad["properties"] = json!({ "region": "us" });
    let batch = json!({ "events": [event("e-1", 5, "2026-02-10T00:00:00Z"), abroad] });
    assert_eq!(sender.send(&batch).await.0, 202);
    let ask = async |secret: &str, query: &str| {
        let url = format!("{}/v1/usage?{query}", world.url);
        let answer = sender.client.get(url).bearer_auth(secret).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<serde_json::Value>().await.unwrap())
    };
    let february = "from=2026-02-01T00:00:00Z&to=2026-03-01T00:00:00Z";
    let query = format!("customer=C-Alpha&meter=calls&{february}");
    let (status, answer) = ask(&sender.secret, &query).await;
    assert_eq!((status, answer["quantity"].as_str()), (200, Some("12")));
    let groups = json!([{ "group": "", "quantity": "5" }, { "group": "us", "quantity": "7" }]);
    assert_eq!(answer["groups"], groups);
    assert!(answer["data_as_of"].is_string());
    for (query, status) in [
        (format!("customer=C-Beta&meter=calls&{february}"), 404),
        (format!("customer=C-Alpha&meter=steps&{february}"), 404),
        ("customer=C-Alpha&meter=calls".to_owned(), 400),
        (format!("{query}&surprise=1"), 400),
        (query.replace("to=2026", "to=2025"), 422),
    ] {
        assert_eq!(ask(&sender.secret, &query).await.0, status, "{query}");
    }
    let writer = Sender::new(&world, &["usage:write"]).await;
    assert_eq!(ask(&writer.secret, &query).await.0, 403);
}
