//! How often somebody may try.

use std::net::{IpAddr, Ipv4Addr};

use axum::http::StatusCode;
use jiff::SignedDuration;

use super::{Office, PASSWORD};
use crate::accounts::sign_in::{Caller, Refusal, check_password};
use crate::both_engines;
use crate::testing::TestNode;

fn from(last: u8) -> Caller {
    Caller { address: Some(IpAddr::V4(Ipv4Addr::new(203, 0, 113, last))), client: String::new() }
}

both_engines! {
    async fn of_ten_thousand_attempts_five_are_looked_at(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let before = office.site.password_hashes();
        let mut waits = 0;
        for number in 0..10_000_u32 {
            // from many addresses, so that the account's own limit is what holds
            let caller = from(u8::try_from(number % 250).unwrap());
            let outcome = check_password(&office.site, &caller, "alba", "copper-lantern-otter-43").await.unwrap();
            waits += u32::from(matches!(outcome, Err(Refusal::Wait(_))));
        }
        assert_eq!((office.site.password_hashes() - before, waits), (5, 9_995));
        // the right password is not looked at either, until the delay is over
        let held = office.first_step("alba", PASSWORD).await;
        assert_eq!((held.status, held.headers["retry-after"].to_str().unwrap()), (StatusCode::TOO_MANY_REQUESTS, "2"));
        office.pass(SignedDuration::from_secs(1));
        office.sign_in(&alba).await;
    }

    async fn one_address_that_tries_many_names_is_slowed_down(test: TestNode) {
        let office = Office::new(&test);
        let before = office.site.password_hashes();
        for number in 0..200 {
            let outcome = check_password(&office.site, &from(7), &format!("name{number}"), PASSWORD).await.unwrap();
            assert!(outcome.is_err());
        }
        assert_eq!(office.site.password_hashes() - before, 20);
        let elsewhere = check_password(&office.site, &from(8), "name1", PASSWORD).await.unwrap();
        assert_eq!(elsewhere.err(), Some(Refusal::Wrong));
    }

    async fn a_right_password_does_not_buy_more_codes(test: TestNode) {
        let office = Office::new(&test);
        let alba = office.first("alba").await;
        let mut looked_at = 0;
        for _ in 0..50 {
            let first = office.first_step("alba", PASSWORD).await;
            if first.status != StatusCode::SEE_OTHER {
                continue;
            }
            let half = first.cookie("__Host-amparo-half");
            let second = office.post("/sign-in/code", &half, &[("code", "000000")]).await;
            looked_at += usize::from(second.status == StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(looked_at, 5);
        office.pass(SignedDuration::from_mins(1));
        // who comes in at last starts afresh
        office.sign_in(&alba).await;
        for _ in 0..4 {
            assert_eq!(office.first_step("alba", "wrong").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
}
