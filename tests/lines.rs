//! Product lines: exact, rounded half-up where a rule says so, the same whenever they are computed.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use crmkit::model::{Money, Number};
use crmkit::sales::lines::{LineNumbers, LineTyped, total};
use proptest::prelude::*;
use rust_decimal::{Decimal, RoundingStrategy};

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn number(text: &str) -> Number {
    text.parse().unwrap()
}

/// List price, quantity, typed price, typed discount.
fn line(list: &str, quantity: &str, price: &str, discount: &str) -> crmkit::Result<LineNumbers> {
    let price = (!price.is_empty()).then(|| money(price));
    let discount = (!discount.is_empty()).then(|| number(discount));
    LineNumbers::new(money(list), number(quantity), price, discount, 2)
}

#[test]
fn a_line_follows_from_what_was_typed() {
    use LineTyped::{Discount, Price};
    // List price, quantity, price, discount; then which was typed, price, discount, subtotal.
    let table = [
        ("100", "2", "", "", Discount, "100", Some("0"), "200"),
        ("100", "2", "80", "", Price, "80", Some("20"), "160"),
        ("100", "2", "", "20", Discount, "80", Some("20"), "160"),
        ("19.99", "1", "", "15", Discount, "16.9915", Some("15"), "16.99"),
        ("19.99", "1000", "", "15", Discount, "16.9915", Some("15"), "16991.5"),
        ("3", "3", "1", "", Price, "1", Some("66.67"), "3"),
        ("100", "1", "150", "", Price, "150", Some("-50"), "150"),
        ("100", "1", "0", "", Price, "0", Some("100"), "0"),
        ("100", "1", "", "100", Discount, "0", Some("100"), "0"),
        // Half a cent goes up.
        ("0.01", "0.5", "", "", Discount, "0.01", Some("0"), "0.01"),
        ("0.01", "0.499999", "", "", Discount, "0.01", Some("0"), "0"),
        ("1.005", "1", "", "", Discount, "1.005", Some("0"), "1.01"),
        ("0.0001", "1", "", "50", Discount, "0.0001", Some("50"), "0"),
        ("0.0001", "1", "", "50.000001", Discount, "0", Some("50.000001"), "0"),
        // A discount on nothing is undefined.
        ("0", "7", "", "", Price, "0", None, "0"),
        ("0", "7", "2", "", Price, "2", None, "14"),
    ];
    for (list, quantity, price, discount, typed, sold, off, subtotal) in table {
        let found = line(list, quantity, price, discount).unwrap();
        let case = format!("{list} x {quantity}, {price}, {discount}%");
        assert_eq!(found.typed, typed, "{case}");
        assert_eq!(found.sales_price, money(sold), "{case}");
        assert_eq!(found.discount, off.map(number), "{case}");
        assert_eq!(found.subtotal, money(subtotal), "{case}");
    }
}

#[test]
fn what_makes_no_line_is_refused_by_name() {
    let table = [
        ("-1", "1", "", "", "value.out_of_range", Some("list_price")),
        ("1", "0", "", "", "value.out_of_range", Some("quantity")),
        ("1", "-1", "", "", "value.out_of_range", Some("quantity")),
        ("1", "1", "-0.01", "", "value.out_of_range", Some("sales_price")),
        ("1", "1", "", "-0.01", "value.out_of_range", Some("discount")),
        ("1", "1", "", "100.000001", "value.out_of_range", Some("discount")),
        ("1", "1", "1", "0", "line.price_or_discount", None),
        ("0", "1", "", "10", "line.discount_undefined", Some("discount")),
        ("900000000000000", "1000", "", "", "value.out_of_range", Some("subtotal")),
        ("0.0001", "1", "900000000000000", "", "value.out_of_range", Some("discount")),
    ];
    for (list, quantity, price, discount, code, field) in table {
        let error = line(list, quantity, price, discount).unwrap_err();
        assert_eq!((error.code(), error.field_name()), (code, field), "{list} x {quantity}");
    }
}

#[test]
fn a_document_comes_to_its_lines_less_its_discount() {
    let table: [(&[&str], &str, &str); 6] = [
        (&[], "0", "0"),
        (&["100", "50.5"], "0", "150.5"),
        (&["100", "50.5"], "10", "135.45"),
        (&["0.01"], "50", "0.01"),
        (&["0.01"], "50.000001", "0"),
        (&["33.33", "66.67"], "100", "0"),
    ];
    for (subtotals, rate, want) in table {
        let found = total(subtotals.iter().map(|s| money(s)), number(rate), 2).unwrap();
        assert_eq!(found, money(want), "{subtotals:?} less {rate}%");
    }
    for rate in ["-1", "100.5"] {
        let error = total([money("1")], number(rate), 2).unwrap_err();
        let found = (error.code(), error.field_name());
        assert_eq!(found, ("value.out_of_range", Some("discount_rate")));
    }
    let most = Money::from_scaled(i64::MAX);
    let error = total([most, most], Number::ZERO, 2).unwrap_err();
    assert_eq!((error.code(), error.field_name()), ("value.out_of_range", Some("total")));
    assert!(total([most, most], number("60"), 2).is_ok(), "only the result has to fit");
}

#[test]
fn amounts_have_the_places_of_their_currency() {
    use crmkit::model::number::currency_places;
    let places = ["CNY", "USD", "JPY", "KRW", "KWD", "CLF", "???"].map(currency_places);
    assert_eq!(places, [2, 2, 0, 0, 3, 4, 2]);
    for (places, subtotal, sum) in
        [(0, "849", "764"), (2, "849.15", "764.24"), (3, "849.15", "764.235")]
    {
        let line =
            LineNumbers::new(money("333"), number("3"), None, Some(number("15")), places).unwrap();
        assert_eq!(line.subtotal, money(subtotal), "{places}");
        assert_eq!(total([line.subtotal], number("10"), places).unwrap(), money(sum), "{places}");
    }
}

/// The same sums in another arithmetic.
fn half_up(value: Decimal, places: u32) -> Decimal {
    value.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

fn any_line() -> impl Strategy<Value = (i64, i64, Option<i64>, Option<i64>)> {
    let price = prop::option::of(0..10_000_000_000i64);
    let discount = prop::option::of(0..=100_000_000i64);
    (0..10_000_000_000i64, 1..10_000_000_000i64, price, discount)
}

fn numbers(
    (list, quantity, price, discount): (i64, i64, Option<i64>, Option<i64>),
) -> Option<LineNumbers> {
    let discount = discount.filter(|_| price.is_none() && list > 0);
    let (list, quantity) = (Money::from_scaled(list), Number::from_scaled(quantity));
    let (price, discount) = (price.map(Money::from_scaled), discount.map(Number::from_scaled));
    LineNumbers::new(list, quantity, price, discount, 2).ok()
}

proptest! {
    #[test]
    fn a_line_is_what_decimals_say(given in any_line()) {
        let Some(line) = numbers(given) else { return Ok(()) };
        let (list, quantity) = (line.list_price.decimal(), line.quantity.decimal());
        let hundred = Decimal::ONE_HUNDRED;
        match line.typed {
            LineTyped::Price => {
                let off = (!list.is_zero())
                    .then(|| half_up((list - line.sales_price.decimal()) * hundred / list, 2));
                prop_assert_eq!(line.discount.map(Number::decimal), off.map(|d| d.normalize()));
            }
            LineTyped::Discount => {
                let left = hundred - line.discount.unwrap().decimal();
                let price = half_up(list * left / hundred, 4);
                prop_assert_eq!(line.sales_price.decimal(), price.normalize());
            }
        }
        let subtotal = half_up(line.sales_price.decimal() * quantity, 2);
        prop_assert_eq!(line.subtotal.decimal(), subtotal.normalize());
    }

    #[test]
    fn computing_a_line_again_changes_nothing(given in any_line()) {
        let Some(line) = numbers(given) else { return Ok(()) };
        prop_assert_eq!(line.again(2).unwrap(), line);
    }

    #[test]
    fn a_total_is_in_cents_and_does_not_depend_on_the_order_of_lines(
        mut cents in prop::collection::vec(0..1_000_000_000i64, 0..20),
        rate in 0..=100_000_000i64,
    ) {
        let rate = Number::from_scaled(rate);
        let money = |cents: &[i64]| cents.iter().map(|c| Money::from_scaled(c * 100)).collect::<Vec<_>>();
        let found = total(money(&cents), rate, 2).unwrap();
        prop_assert_eq!(found.scaled() % 100, 0);
        let sum: Decimal = money(&cents).into_iter().map(Money::decimal).sum();
        let want = half_up(sum * (Decimal::ONE_HUNDRED - rate.decimal()) / Decimal::ONE_HUNDRED, 2);
        prop_assert_eq!(found.decimal(), want.normalize());
        cents.reverse();
        prop_assert_eq!(total(money(&cents), rate, 2).unwrap(), found);
    }

    #[test]
    fn whatever_is_given_there_is_a_line_or_an_error(
        list: i64, quantity: i64, price: Option<i64>, discount: Option<i64>, rate: i64,
    ) {
        let made = LineNumbers::new(
            Money::from_scaled(list),
            Number::from_scaled(quantity),
            price.map(Money::from_scaled),
            discount.map(Number::from_scaled),
            2,
        );
        if let Ok(line) = made {
            prop_assert!(line.sales_price >= Money::ZERO && line.subtotal >= Money::ZERO);
            let _ = total([line.subtotal; 3], Number::from_scaled(rate), 2);
        }
    }
}
