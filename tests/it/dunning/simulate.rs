//! The simulator: over the books, over a file on its page, and on the command line.

use super::{STANDARD, due_ago};
use crate::commands::{quittance, said};
use crate::harness::shop::Shop;
use quittance::domain::access::StaffRole;
use quittance::flows::dunning::simulate::{last_year, replay_all};
use quittance::store::dunning_schedules;
use reqwest::{Method, StatusCode, header};

/// The standard schedule asks on days 3, 10 and 20; read-only after 25, suspended after 40. Due on 1 March 2012:
/// in time; two days late; asked once (day 5); asked twice (day 12), the same customer twice; disputed; 45 days
/// late: asked three times, read-only and suspended; and of another customer never paid by 15 April.
const FILE: &str = "customerID,invoiceNumber,DueDate,InvoiceAmount,SettledDate,Disputed\r\n\
    A,1,2012-03-01,10.00,2012-02-28,No\r\n\
    A,2,2012-03-01,20.00,2012-03-03,No\r\n\
    B,3,2012-03-01,30.00,2012-03-06,No\r\n\
    C,4,2012-03-01,40.00,2012-03-13,No\r\n\
    C,5,2012-03-01,50.00,2012-03-13,No\r\n\
    D,6,2012-03-01,60.00,2012-03-30,Yes\r\n\
    E,7,2012-03-01,70.00,2012-04-15,No\r\n\
    F,8,2012-03-01,80.00,,No\r\n";

async fn upload(shop: &Shop, role: StaffRole, text: &str) -> (StatusCode, String) {
    let person = shop.world.staff("reader", role).await;
    let desk = shop.world.sign_in(person).await;
    const BOUNDARY: &str = "----it-boundary";
    let field = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=");
    let body = format!(
        "{field}\"file\"; filename=\"past.csv\"\r\nContent-Type: text/csv\r\n\r\n{text}\r\n\
         {field}\"currency\"\r\n\r\nUSD\r\n--{BOUNDARY}--\r\n"
    );
    let path = format!("/admin/dunning/schedules/{STANDARD}/simulate");
    let request = desk
        .request(Method::POST, &path)
        .header("sec-fetch-site", "same-origin")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(body);
    let answer = desk.send(request).await;
    (answer.status, answer.text())
}

#[tokio::test]
async fn a_file_is_replayed_on_the_page_and_nothing_is_stored() {
    let shop = Shop::open().await;
    let (status, page) = upload(&shop, StaffRole::Support, FILE).await;
    assert_eq!(status, StatusCode::OK, "{page}");
    // Day 3: B, C, E, F; day 10: C, E, F; day 20: E, F.
    for told in [
        "Messages: 9. Customers asked: 4. Invoices asked for: 5. Paid on their own before the first message: 1.",
        "$270.00 (5)",
        "$240.00 (4)",
        "$150.00 (2)",
    ] {
        assert!(page.contains(told), "{told}: {page}");
    }
    assert_eq!(shop.number("select count(*) from dunning_campaigns").await, 0);
    assert_eq!(shop.number("select count(*) from invoices").await, 0);
    let (status, page) = upload(&shop, StaffRole::Auditor, &FILE.replace("30.00", "thirty")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.contains("Line 4: “thirty” is not an amount above zero"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_says_the_same_and_names_lines_that_do_not_read() {
    let shop = Shop::open().await;
    let path = std::env::temp_dir().join(format!("past-{}.csv", uuid::Uuid::now_v7()));
    std::fs::write(&path, FILE).unwrap();
    let file = path.to_str().unwrap();
    let arguments = ["dunning", "simulate", "--schedule", "Standard", "--file", file];
    let output = quittance(&shop.world, &arguments);
    let text = said(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("9 messages to 4 customers about 5 invoices"), "{text}");
    std::fs::write(&path, FILE.replace("2012-03-06", "2012-02-30")).unwrap();
    let output = quittance(&shop.world, &arguments);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("line 4: \"2012-02-30\" is no day"), "{}", said(&output));
    std::fs::remove_file(&path).unwrap();
    let unknown = quittance(&shop.world, &["dunning", "simulate", "--schedule", "None"]);
    assert!(said(&unknown).contains("there is no schedule \"None\""));
}

#[tokio::test]
async fn the_books_are_replayed_as_they_went() {
    let shop = Shop::open().await;
    due_ago(&shop, 12).await;
    due_ago(&shop, 1).await;
    let past = last_year(shop.world.db(), shop.world.today()).await.unwrap();
    assert_eq!(past.invoices.len(), 2);
    let mut tx = shop.world.db().staff_read().await.unwrap();
    let schedules = dunning_schedules::list(&mut tx).await.unwrap();
    drop(tx);
    let terms = vec![schedules[0].terms.clone()];
    let replays = replay_all(terms, past).await.unwrap();
    let replay = replays[0].values().next().unwrap();
    // Day 3 about the old one, day 10 about it; the new one joined yesterday's campaign today.
    assert_eq!(replay.messages(), 2);
    assert_eq!((replay.asked.invoices, replay.not_yet.invoices), (1, 1));
    let finance = shop.world.staff("finance", StaffRole::Finance).await;
    let desk = shop.world.sign_in(finance).await;
    let list = desk.get("/admin/dunning/schedules").await.text();
    let path = format!("/admin/dunning/schedules/{STANDARD}/simulate");
    assert!(list.contains(&path), "{list}");
    let page = desk.get(&path).await.text();
    assert!(page.contains("Messages: 2. Customers asked: 1."), "{page}");
}
