//! The company itself: one row.

use crate::entity;
use crate::model::Locale;

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
    }
}

impl Settings {
    /// The language messages are in.
    pub fn language(&self) -> Locale {
        if self.locale == "en" { Locale::En } else { Locale::ZhCn }
    }
}
