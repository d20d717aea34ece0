//! Reads the text form of a filter.
//!
//! ```text
//! filter  = and { "or" and }          and  = unary { "and" unary }
//! unary   = "not" unary | "(" filter ")" | "and" "(" [filter] ")" | "or" "(" [filter] ")" | atom
//! atom    = "all" | "nothing" | "has" name "(" filter ")" | field condition
//! condition = ("=" | "!=" | "<" | "<=" | ">" | ">=") value | "in" "(" value, … ")"
//!         | "in" "[" (value | "*") "," (value | "*") ")" | "in" set "(" [int] ")"
//!         | ("contains" | "starts_with" | "ends_with") "text" | "is" ["not"] "null"
//! value   = "text" | int | true | false | me() | today(±n) | now(±n) | field
//! ```

use super::filter::{Cmp, Filter, Operand, Relative, Set, TextOp};
use super::limits;
use super::period::Period;
use crate::error::{Error, Result, codes};
use std::str::FromStr;

impl FromStr for Filter {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self> {
        let tokens = tokens(text)?;
        let mut parser = Parser { tokens, at: 0, depth: 0 };
        let filter = parser.filter()?;
        if parser.at < parser.tokens.len() {
            return Err(parser.error("unexpected text"));
        }
        Ok(filter)
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Word(String),
    Text(String),
    Int(i64),
    Sign(&'static str),
}

const SIGNS: [&str; 12] = ["!=", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ",", "*"];

fn syntax(at: usize, what: impl Into<String>) -> Error {
    Error::new(&codes::FILTER_SYNTAX).with("at", at + 1).with("what", what.into())
}

/// Splits a text into tokens, each with the number of its first character.
fn tokens(text: &str) -> Result<Vec<(usize, Token)>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let at = text.get(..text.len() - rest.len()).unwrap_or_default().chars().count();
        let (token, used) = if first == '"' {
            quoted(rest).ok_or_else(|| syntax(at, "unclosed text"))?
        } else if let Some(sign) = SIGNS.iter().find(|s| rest.starts_with(**s)) {
            (Token::Sign(sign), sign.len())
        } else if first.is_ascii_digit() || first == '-' || first == '+' {
            let end = rest
                .char_indices()
                .skip(1)
                .find(|(_, c)| !c.is_ascii_digit())
                .map_or(rest.len(), |(i, _)| i);
            let number = rest.get(..end).and_then(|n| n.parse().ok());
            (Token::Int(number.ok_or_else(|| syntax(at, "not a whole number"))?), end)
        } else if first.is_alphanumeric() || first == '_' {
            let end = rest
                .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.')
                .unwrap_or(rest.len());
            (Token::Word(rest.get(..end).unwrap_or_default().to_owned()), end)
        } else {
            return Err(syntax(at, "unexpected character"));
        };
        tokens.push((at, token));
        if tokens.len() > limits::NODES * 16 {
            return Err(Error::new(&codes::FILTER_TOO_LARGE)
                .with("what", "nodes")
                .with("max", limits::NODES));
        }
        rest = rest.get(used..).unwrap_or_default().trim_start();
    }
    Ok(tokens)
}

/// A JSON string at the beginning of a text, and its length.
fn quoted(text: &str) -> Option<(Token, usize)> {
    let mut escaped = false;
    let (end, _) = text.char_indices().skip(1).find(|(_, c)| {
        let ends = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        ends
    })?;
    let literal = text.get(..=end)?;
    Some((Token::Text(serde_json::from_str(literal).ok()?), literal.len()))
}

struct Parser {
    tokens: Vec<(usize, Token)>,
    at: usize,
    depth: usize,
}

impl Parser {
    fn error(&self, what: &str) -> Error {
        let end = || self.tokens.last().map_or(0, |(at, _)| at + 1);
        syntax(self.tokens.get(self.at).map_or_else(end, |(at, _)| *at), what)
    }

    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(_, t)| t)
    }

    fn next(&mut self) -> Option<Token> {
        let token = self.peek().cloned();
        self.at += 1;
        token
    }

    fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(s)) if *s == sign);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, sign: &str) -> Result<()> {
        if self.sign(sign) { Ok(()) } else { Err(self.error(&format!("expected {sign}"))) }
    }

    fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(w)) if w == word);
        self.at += usize::from(found);
        found
    }

    fn filter(&mut self) -> Result<Filter> {
        self.depth += 1;
        if self.depth > limits::DEPTH * 2 {
            return Err(Error::new(&codes::FILTER_TOO_LARGE)
                .with("what", "depth")
                .with("max", limits::DEPTH));
        }
        let first = self.and()?;
        let mut of = vec![first];
        while self.word("or") {
            of.push(self.and()?);
        }
        self.depth -= 1;
        Ok(single(of, Filter::Or))
    }

    fn and(&mut self) -> Result<Filter> {
        let mut of = vec![self.unary()?];
        while self.word("and") {
            of.push(self.unary()?);
        }
        Ok(single(of, Filter::And))
    }

    fn unary(&mut self) -> Result<Filter> {
        if self.word("not") {
            self.depth += 1;
            if self.depth > limits::DEPTH * 2 {
                return Err(Error::new(&codes::FILTER_TOO_LARGE)
                    .with("what", "depth")
                    .with("max", limits::DEPTH));
            }
            let inner = self.unary()?;
            self.depth -= 1;
            return Ok(Filter::Not(Box::new(inner)));
        }
        if self.sign("(") {
            let inner = self.filter()?;
            self.expect(")")?;
            return Ok(inner);
        }
        match self.next() {
            Some(Token::Word(word)) => self.atom(&word),
            _ => {
                self.at = self.at.saturating_sub(1);
                Err(self.error("expected a condition"))
            }
        }
    }

    fn atom(&mut self, word: &str) -> Result<Filter> {
        match word {
            "all" => Ok(Filter::All),
            "nothing" => Ok(Filter::Nothing),
            "and" => self.call().map(Filter::And),
            "or" => self.call().map(Filter::Or),
            "has" => {
                let Some(Token::Word(relation)) = self.next() else {
                    return Err(self.error("expected a relation"));
                };
                self.expect("(")?;
                let filter = self.filter()?;
                self.expect(")")?;
                Ok(Filter::has(relation, filter))
            }
            field => self.condition(field.to_owned()),
        }
    }

    fn call(&mut self) -> Result<Vec<Filter>> {
        self.expect("(")?;
        if self.sign(")") {
            return Ok(Vec::new());
        }
        let only = self.filter()?;
        self.expect(")")?;
        Ok(vec![only])
    }

    fn condition(&mut self, field: String) -> Result<Filter> {
        match self.next() {
            Some(Token::Sign("!=")) => {
                let equal = Filter::Cmp { field, op: Cmp::Eq, value: self.value()? };
                Ok(Filter::Not(Box::new(equal)))
            }
            Some(Token::Sign(sign)) => {
                let Some(op) = cmp(sign) else { return Err(self.error("expected an operator")) };
                Ok(Filter::Cmp { field, op, value: self.value()? })
            }
            Some(Token::Word(word)) => match word.as_str() {
                "in" => self.membership(field),
                "is" => {
                    let not = self.word("not");
                    if !self.word("null") {
                        return Err(self.error("expected null"));
                    }
                    let null = Filter::IsNull { field };
                    Ok(if not { Filter::Not(Box::new(null)) } else { null })
                }
                "contains" => self.text(field, TextOp::Contains),
                "starts_with" => self.text(field, TextOp::StartsWith),
                "ends_with" => self.text(field, TextOp::EndsWith),
                _ => Err(self.error("expected an operator")),
            },
            _ => Err(self.error("expected an operator")),
        }
    }

    fn text(&mut self, field: String, op: TextOp) -> Result<Filter> {
        match self.next() {
            Some(Token::Text(text)) => Ok(Filter::Text { field, op, text }),
            _ => Err(self.error("expected a quoted text")),
        }
    }

    fn membership(&mut self, field: String) -> Result<Filter> {
        if self.sign("(") {
            let mut values = Vec::new();
            while !self.sign(")") {
                if !values.is_empty() {
                    self.expect(",")?;
                }
                values.push(self.value()?);
            }
            return Ok(Filter::In { field, values });
        }
        if self.sign("[") {
            let from = self.bound()?;
            self.expect(",")?;
            let to = self.bound()?;
            self.expect(")")?;
            return Ok(Filter::Range { field, from, to });
        }
        let Some(Token::Word(name)) = self.next() else { return Err(self.error("expected a set")) };
        let n = self.argument()?;
        let set = match name.as_str() {
            "my_subordinates" => Set::MySubordinates {},
            "my_department" => Set::MyDepartment {},
            "my_departments" => Set::MyDepartments {},
            name => Set::Period(period(name, n).ok_or_else(|| self.error("unknown set"))?),
        };
        Ok(Filter::InSet { field, set })
    }

    fn bound(&mut self) -> Result<Option<Operand>> {
        if self.sign("*") { Ok(None) } else { self.value().map(Some) }
    }

    /// A number in parentheses; none is 0.
    fn argument(&mut self) -> Result<i64> {
        self.expect("(")?;
        let n = match self.peek() {
            Some(Token::Int(n)) => {
                let n = *n;
                self.at += 1;
                n
            }
            _ => 0,
        };
        self.expect(")")?;
        Ok(n)
    }

    fn value(&mut self) -> Result<Operand> {
        match self.next() {
            Some(Token::Text(text)) => Ok(Operand::Text(text)),
            Some(Token::Int(i)) => Ok(Operand::Int(i)),
            Some(Token::Word(word)) => match word.as_str() {
                "true" => Ok(Operand::Bool(true)),
                "false" => Ok(Operand::Bool(false)),
                _ if self.peek() != Some(&Token::Sign("(")) => Ok(Operand::Field { field: word }),
                name => {
                    let n =
                        i32::try_from(self.argument()?).map_err(|_| self.error("out of range"))?;
                    match name {
                        "me" => Ok(Operand::Relative(Relative::Me {})),
                        "today" => Ok(Operand::Relative(Relative::Today(n))),
                        "now" => Ok(Operand::Relative(Relative::Now(n))),
                        _ => Err(self.error("unknown value")),
                    }
                }
            },
            _ => Err(self.error("expected a value")),
        }
    }
}

fn single(mut of: Vec<Filter>, join: fn(Vec<Filter>) -> Filter) -> Filter {
    if of.len() == 1 { of.swap_remove(0) } else { join(of) }
}

fn cmp(sign: &str) -> Option<Cmp> {
    Some(match sign {
        "=" => Cmp::Eq,
        "<" => Cmp::Lt,
        "<=" => Cmp::Le,
        ">" => Cmp::Gt,
        ">=" => Cmp::Ge,
        _ => return None,
    })
}

fn period(name: &str, n: i64) -> Option<Period> {
    let signed = i32::try_from(n).ok()?;
    Some(match name {
        "day" => Period::Day(signed),
        "week" => Period::Week(signed),
        "month" => Period::Month(signed),
        "quarter" => Period::Quarter(signed),
        "year" => Period::Year(signed),
        "last_days" => Period::LastDays(u16::try_from(n).ok()?),
        "next_days" => Period::NextDays(u16::try_from(n).ok()?),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn operand() -> impl Strategy<Value = Operand> {
        prop_oneof![
            any::<bool>().prop_map(Operand::Bool),
            any::<i64>().prop_map(Operand::Int),
            any::<String>().prop_map(Operand::Text),
            field().prop_map(|field| Operand::Field { field }),
            Just(Operand::Relative(Relative::Me {})),
            any::<i32>().prop_map(|n| Operand::Relative(Relative::Today(n))),
            any::<i32>().prop_map(|n| Operand::Relative(Relative::Now(n))),
        ]
    }

    fn field() -> impl Strategy<Value = String> {
        prop_oneof![
            Just("name".to_owned()),
            Just("owner.name".to_owned()),
            Just("custom.budget".to_owned())
        ]
    }

    fn filter() -> impl Strategy<Value = Filter> {
        let cmp =
            prop_oneof![Just(Cmp::Eq), Just(Cmp::Lt), Just(Cmp::Le), Just(Cmp::Gt), Just(Cmp::Ge)];
        let text =
            prop_oneof![Just(TextOp::Contains), Just(TextOp::StartsWith), Just(TextOp::EndsWith)];
        let set = prop_oneof![
            Just(Set::MySubordinates {}),
            Just(Set::MyDepartment {}),
            Just(Set::MyDepartments {}),
            any::<i32>().prop_map(|n| Set::Period(Period::Quarter(n))),
            any::<u16>().prop_map(|n| Set::Period(Period::LastDays(n))),
        ];
        let leaf = prop_oneof![
            Just(Filter::All),
            Just(Filter::Nothing),
            (field(), cmp, operand()).prop_map(|(field, op, value)| Filter::Cmp {
                field,
                op,
                value
            }),
            (field(), prop::collection::vec(operand(), 0..4))
                .prop_map(|(field, values)| Filter::In { field, values }),
            (field(), set).prop_map(|(field, set)| Filter::InSet { field, set }),
            (field(), text, any::<String>()).prop_map(|(field, op, text)| Filter::Text {
                field,
                op,
                text
            }),
            (field(), prop::option::of(operand()), prop::option::of(operand()))
                .prop_map(|(field, from, to)| Filter::Range { field, from, to }),
            field().prop_map(|field| Filter::IsNull { field }),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::And),
                prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::Or),
                inner.clone().prop_map(|f| Filter::Not(Box::new(f))),
                inner.prop_map(|f| Filter::has("follow_ups", f)),
            ]
        })
    }

    proptest! {
        #[test]
        fn text_and_json_round_trip(f in filter()) {
            let text = f.to_string();
            prop_assert_eq!(text.parse::<Filter>().unwrap(), f.clone(), "{}", text);
            let json = serde_json::to_string(&f).unwrap();
            prop_assert_eq!(serde_json::from_str::<Filter>(&json).unwrap(), f, "{}", json);
        }

        #[test]
        fn any_text_parses_or_is_refused(text: String) {
            let _ = text.parse::<Filter>();
        }
    }

    #[test]
    fn sugar_and_errors() {
        let f: Filter =
            r#"level != "a" and next_contact_at is not null or nothing"#.parse().unwrap();
        assert_eq!(
            f.to_string(),
            r#"(not level = "a" and not next_contact_at is null) or nothing"#
        );
        for bad in [
            "",
            "name",
            "name =",
            "name = \"x",
            "(all",
            "all all",
            "name ~ 1",
            "x in foo()",
            "x = 99999999999999999999",
        ] {
            assert_eq!(bad.parse::<Filter>().unwrap_err().code(), "query.syntax", "{bad}");
        }
        let deep = format!("{}all{}", "(".repeat(1000), ")".repeat(1000));
        assert_eq!(deep.parse::<Filter>().unwrap_err().code(), "query.filter_too_large");
        let nots = format!("{}all", "not ".repeat(10_000));
        assert_eq!(nots.parse::<Filter>().unwrap_err().code(), "query.filter_too_large");
    }
}
