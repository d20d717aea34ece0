//! The company itself: one row.

use crate::error::{Result, codes, require};
use crate::model::{Locale, Money, Zone};
use crate::{choice, entity};

choice! {
    /// What somebody learns of a duplicate that he does not see.
    pub enum DuplicatePolicy = "duplicate_policy" {
        /// Its name and its owner, or the pool in which it lies.
        NameAndOwner = "name_and_owner", "名称和负责人", "Name and owner";
        /// The same, and when it was last followed up.
        NameOwnerAndLastFollowUp = "name_owner_and_last_follow_up", "名称、负责人和最后跟进时间", "Name, owner and last follow-up";
        /// That there is one.
        OnlyThatItExists = "only_that_it_exists", "仅提示存在", "Only that it exists";
    }
}

choice! {
    /// What becomes of money that is more than its contract is worth.
    pub enum OverPayment = "over_payment" {
        /// It is refused.
        Refuse = "refuse", "不允许", "Refused";
        /// It is counted, and whoever records it is told.
        Warn = "warn", "允许并提示", "Counted, with a warning";
        /// What is too much stays the customer's credit.
        Credit = "credit", "超出部分转为客户余款", "Kept as the customer's credit";
    }
}

entity! {
    /// Settings of the company; one row, made by the set-up.
    pub record Settings = 1, "settings", "企业设置", "Settings";
    read anyone;
    epoch;
    {
        /// The company's name.
        20 company: String = "企业名称", "Company", LIST, MAX(255);
        /// The IANA name of the time zone in which days are counted.
        21 zone: String = "时区", "Time zone", LIST, MAX(64), DEFAULT("Asia/Shanghai".to_owned());
        /// ISO 4217 code of the currency amounts are in.
        22 currency: String = "币种", "Currency", LIST, MAX(3), DEFAULT("CNY".to_owned());
        /// `zh-CN` or `en`.
        23 locale: String = "语言", "Language", LIST, MAX(8), DEFAULT("zh-CN".to_owned());
        /// ISO 3166 code of the country whose telephone numbers need no prefix.
        24 country: String = "国家", "Country", LIST, MAX(2), DEFAULT("CN".to_owned());
        /// What the duplicate check reveals of records outside one's data scope.
        30 duplicates_show: DuplicatePolicy = "查重显示内容", "Duplicate check shows", LIST, DEFAULT(DuplicatePolicy::NameAndOwner);
        /// After how many days what lies in the recycle bin is removed for good; never when not said.
        31 purge_after_days: Option<i64> = "回收站保留天数", "Purge after days", LIST;
        /// How many decimal places prices of products have at most, 0 to 4.
        32 price_places: i64 = "价格小数位数", "Decimal places of prices", LIST, DEFAULT(2);
        /// What becomes of money that is more than its contract is worth.
        33 over_payment: OverPayment = "超额回款", "Over-payment", LIST, DEFAULT(OverPayment::Refuse);
        /// How many days before its end a contract is on its owner's to-do list.
        34 contract_expiry_days: i64 = "合同到期提醒天数", "Contract expiry days", LIST, DEFAULT(3);
        /// How many days after its beginning a contract waits for a return visit.
        35 visit_days: i64 = "回访提醒天数", "Return visit days", LIST, DEFAULT(7);
    }
}

/// The longest that the recycle bin may be told to keep something: ten years.
const MOST_DAYS: i64 = 3650;

impl Settings {
    /// Refuses a zone, currency, language, country or number of days that there cannot be.
    ///
    /// # Errors
    /// `settings.*`.
    pub fn check(&self) -> Result<()> {
        Zone::parse(&self.zone)?;
        let capitals = |text: &str| text.chars().all(|c| c.is_ascii_uppercase());
        require(["zh-CN", "en"].contains(&self.locale.as_str()), &codes::BAD_LOCALE)
            .map_err(|e| e.with("value", &self.locale))?;
        let expiry = (0..=MOST_DAYS).contains(&self.contract_expiry_days);
        require(expiry, &codes::OUT_OF_RANGE)
            .map_err(|e| e.of(Self::META).field("contract_expiry_days"))?;
        require((0..=MOST_DAYS).contains(&self.visit_days), &codes::OUT_OF_RANGE)
            .map_err(|e| e.of(Self::META).field("visit_days"))?;
        let days = self.purge_after_days.is_none_or(|days| (1..=MOST_DAYS).contains(&days));
        require(days, &codes::OUT_OF_RANGE)
            .map_err(|e| e.of(Self::META).field("purge_after_days"))?;
        require((0..=i64::from(Money::PLACES)).contains(&self.price_places), &codes::OUT_OF_RANGE)
            .map_err(|e| e.of(Self::META).field("price_places"))?;
        require(self.currency.len() == 3 && capitals(&self.currency), &codes::BAD_CURRENCY)
            .map_err(|e| e.with("value", &self.currency))?;
        require(self.country.len() == 2 && capitals(&self.country), &codes::BAD_COUNTRY)
            .map_err(|e| e.with("value", &self.country))
    }

    /// The language messages are in.
    pub fn language(&self) -> Locale {
        if self.locale == "en" { Locale::En } else { Locale::ZhCn }
    }
}
