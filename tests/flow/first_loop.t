# The first loop: a small synthetic year from documents to entitlements that explain themselves.
$ chuhai init --store s --at 2024-01-01 --by official --lang en
made the store s (sqlite)
$ chuhai generate --seed 7 --year 2023 --parcels 200 --out province --lang en 2>/dev/null
synthetic data in province
$ cd province && chuhai registry import registry/{enterprises,links,warehouses,recognitions,zones}.csv --store ../s --at 2024-01-31 --by official --lang en
registry/enterprises.csv: enterprises taken 72, unchanged 0, refused 0
registry/links.csv: links taken 2, unchanged 0, refused 0
registry/warehouses.csv: warehouses taken 8, unchanged 0, refused 0
registry/recognitions.csv: recognitions taken 7, unchanged 0, refused 0
registry/zones.csv: zones taken 7, unchanged 0, refused 0
$ chuhai rates import province/rates.csv --store s --at 2024-01-31 --by official --lang en
province/rates.csv: rates taken 95, unchanged 0, refused 0
$ chuhai history import province/history/figures.csv province/history/awards.csv --store s --at 2024-01-31 --by official --lang en 2>/dev/null
province/history/figures.csv: history taken 348, unchanged 0, refused 0
province/history/awards.csv: awards taken 0, unchanged 0, refused 0
$ chuhai intake province/messages --store s --at 2024-02-01 --by official --lang en 2>/dev/null
  files                                           165
  byte-identical repeats                            3
  messages refused                                  3
  documents accepted                            2,808
  documents refused                                15
  documents repeated                                3
  not yet handled (change, delete, older time)      6
  held (appStatus 1)                                3
  parcels written                                 660
  parcels still waiting                             0
  refused by code.country: 3
  refused by code.currency: 3
  refused by code.customs: 3
  refused by code.unit: 3
  refused by not_yet_handled.change: 3
  refused by not_yet_handled.older: 3
  refused by schema.decimals: 1
  refused by schema.length: 1
  refused by schema.missing: 1
  refused by text.required: 3
  first verdict on repeats: documents accepted  36
  first verdict on repeats: not yet handled      4
  why: chuhai findings --refusals
$ chuhai exceptions --by reason --expected province/manifest.json --store s --lang en
  reason                          count  expected
  amounts.equal                     174       174  =
  amounts.over                        3         3  =
  amounts.within_0.01                 3         3  =
  amounts.within_0.05                 3         3  =
  complete                          630       630  =
  missing.carrier                     3         3  =
  missing.carrier_list               10        10  =
  missing.goods                      13        13  =
  missing.payment                     4         4  =
  orders                            660       660  =
  other.goods_value_differs           3         3  =
  other.waybill_without_list         10        10  =
  refused.code.country                3         3  =
  refused.code.currency               3         3  =
  refused.code.customs                3         3  =
  refused.code.unit                   3         3  =
  refused.not_yet_handled.change      3         3  =
  refused.not_yet_handled.older       3         3  =
  refused.schema.decimals             1         1  =
  refused.schema.length               1         1  =
  refused.schema.missing              1         1  =
  refused.text.required               3         3  =
$ chuhai evidence import province/evidence.csv --store s --at 2024-02-15 --by official --lang en 2>/dev/null
province/evidence.csv: evidence taken 536, unchanged 0, refused 0
  7 are claims that nobody has accepted: shown, not used
$ chuhai determine --year 2023 --store s --at 2024-03-31 --by official --lang en
  measure                                                            ● met  ◐ cannot tell  ○ not met
  M01.1    yearly turnover reaches 100 million for the first time        4             19         40
  M01.2    yearly turnover reaches 1 billion for the first time          2             23         38
  M07.1    yearly support of a provincial public overseas warehouse      5              0          3
     measure  subject                                                                                                     ceiling            amount  legal state
  ●  M01.1    91430105MA0EXJY0PK  Changsha Xuefeng Network No. 07 (synthetic)                                          200,000.00  not determinable  in force
  ●  M01.1    91430121MAWE7UJ5BQ  Changsha Wuling Network No. 06 (synthetic)                                           200,000.00  not determinable  in force
  ●  M01.1    91430211MALBYAEJM2  Zhuzhou Xiangyun Network No. 04 (synthetic)                                          200,000.00  not determinable  in force
  ●  M01.1    91430302MAWJYW46KG  Xiangtan Xiangyun Overseas No. 01 (synthetic)                                        200,000.00  not determinable  in force
  ●  M01.2    91430112MA7HJ589AU  Changsha Dongting Trading No. 08 (synthetic)                                       1,000,000.00  not determinable  in force
  ●  M01.2    91430121MAWE7UJ5BQ  Changsha Wuling Network No. 06 (synthetic)                                         1,000,000.00  not determinable  in force
  ●  M07.1    W001                Public warehouse 1 (synthetic) of Yueyang Hengyue Supply Chain No. 22 (synthetic)    600,000.00  not determinable  in force
  ●  M07.1    W002                Public warehouse 2 (synthetic) of Yueyang Hengyue Supply Chain No. 22 (synthetic)    600,000.00  not determinable  in force
  ●  M07.1    W003                Public warehouse 3 (synthetic) of Yueyang Hengyue Supply Chain No. 22 (synthetic)    600,000.00  not determinable  in force
  ●  M07.1    W004                Public warehouse 4 (synthetic) of Yueyang Hengyue Supply Chain No. 22 (synthetic)    600,000.00  not determinable  in force
  ●  M07.1    W005                Public warehouse 5 (synthetic) of Yueyang Hengyue Supply Chain No. 22 (synthetic)    600,000.00  not determinable  in force
  these are met; --all lists every one
# What the notes of the generator say should come out does come out, subject by subject.
$ chuhai determine --year 2023 --store s --at 2024-03-31 --by official --json > all.json; python3 $SOURCE/tests/flow/check_notes.py all.json province/notable.txt
46 notes, 0 wrong
# Met, in Chinese; without a published scale the amount isn't determinable.
$ chuhai explain $(sed -n 's/^met //p' province/notable.txt | head -1) --year 2023 --store s
● 符合   M01.1 年交易额首次达到 1 亿元 · 2023 年 · 湘潭市湘云海贸01号有限公司（合成数据）
  上限   200,000.00 元（市级支付：湘潭市）
  金额   无法确定：湘潭市没有公布奖励标准；上限不是金额
  法律   湘政办发〔2023〕9号 第一部分（一）· 效力状态：有效（按 2024-03-31）
  规则   growth.dmn「首次达标（1 亿元）」第 1 行（m01_1_met）

  条件                                值                                                     口径          证据
  ✓ 2023 年交易额 ≥ 100,000,000       100,000,000.00（下限）                                 线上平台订单  20 单
  ✓ 以前各年最高交易额 < 100,000,000  47,968,169.67（2022 年），其余各年均 < 100,000,000.00  企业报表      历史数据 2015–2022；2022 年：合成年报 SYN-HIST-4303960001-2022
  ✓ 登记在湖南                        430302 湘潭市                                          登记簿        –
  ✓ 属于跨境电商企业                  通过平台或独立站销售                                   登记簿        –
  ✓ 未领取过本项奖励                  未领取过本项奖励                                       奖励登记      2023 年为首个奖励年度（R2）

  说明   2023 年交易额取下限：仅按线上平台订单就已过线，不与其他口径相加
  解读   R2 可获得奖励的第一个年度：2023 年起
         R3 年：自然年
         R5 谁的年交易额：湖南登记的本企业法人
  查证   chuhai evidence fact:turnover/enterprise:91430302MAWJYW46KG/2023/zone_platform                                         共 20 单，合计 100,000,000.00
         chuhai evidence fact:turnover/enterprise:91430302MAWJYW46KG/2022/statement/paper=合成年报%20SYN-HIST-4303960001-2022   合成年报 SYN-HIST-4303960001-2022（湘潭市商务局（合成数据）采信）：47,968,169.67
         chuhai facts enterprise:91430302MAWJYW46KG                                                                             其余 6 项的依据
  此前   登记中没有 M01 奖励
  判定   按 2024-03-31 的登记与效力状态；2024-03-31T00:00:00+08:00 判定，由 official
  摘要   规则 528f4b9e7370 · 事实 63e92633fc76
# Cannot tell, in English.
$ chuhai explain $(sed -n 's/^cannot_tell //p' province/notable.txt | head -1) --year 2023 --store s --lang en
◐ cannot tell   M01.2 yearly turnover reaches 1 billion for the first time · 2023 · Xiangtan Xiangyun Overseas No. 01 (synthetic)
  reason            still open: turnover of 2023
  ask first         turnover of 2023: the enterprise's yearly statement, accepted by the city commerce bureau. If < 1,000,000,000, it is decided: not met. If ≥ 1,000,000,000, it is decided: met
  law               湘政办发〔2023〕9号 part I, item (1) · legal state: in force as of 2024-03-31
  rule              growth.dmn "first reached (1 billion)"

  condition                                          value                                                    basis                 evidence                                                    state
  ? turnover of 2023 ≥ 1,000,000,000                 ≥ 100,000,000.00 (lower)                                 zone platform orders  20 orders                                                   may hold, at most 900,000,000.00 short
  ✓ highest earlier yearly turnover < 1,000,000,000  47,968,169.67 (2022), every other year < 100,000,000.00  enterprise statement  history 2015–2022; 2022: 合成年报 SYN-HIST-4303960001-2022  holds
  ✓ registered in Hunan                              430302 Xiangtan                                          register              –                                                           holds
  ✓ a CBEC enterprise                                sells by platform or own site                            register              –                                                           holds
  ✓ not awarded under this measure before            not awarded under this measure before                    award register        2023 is the first award year (R2)                           holds

  nearest           turnover of 2023 ≥ 1,000,000,000: at most 900,000,000.00 short
  reading           R2 first year for which an award may be earned: from 2023
                    R3 year: calendar year
                    R5 whose turnover: the Hunan-registered legal person's own
  check             chuhai evidence fact:turnover/enterprise:91430302MAWJYW46KG/2023/zone_platform                                         20 orders, 100,000,000.00 in all
                    chuhai evidence fact:turnover/enterprise:91430302MAWJYW46KG/2022/statement/paper=合成年报%20SYN-HIST-4303960001-2022   合成年报 SYN-HIST-4303960001-2022 (accepted by 湘潭市商务局（合成数据）): 47,968,169.67
                    chuhai facts enterprise:91430302MAWJYW46KG                                                                             what the other 6 rest on
  history           no award of M01 on the register
  determined        as of 2024-03-31, on 2024-03-31T00:00:00+08:00 by official
  digests           pack 528f4b9e7370 · facts 63e92633fc76
# The same files again change nothing.
$ chuhai intake province/messages --store s --at 2024-02-01 --by official --lang en 2>/dev/null
  files                                         165
  byte-identical repeats                        165
  messages refused                                0
  documents accepted                              0
  documents refused                               0
  documents repeated                              0
  not yet handled (change, delete, older time)    0
  parcels written                                 0
  parcels still waiting                           0
  first verdict on repeats: messages refused        3
  first verdict on repeats: documents accepted  2,844
  first verdict on repeats: documents refused      15
  first verdict on repeats: not yet handled        10
  first verdict on repeats: documents held          3
  why: chuhai findings --refusals
$ chuhai exceptions --by reason --expected province/manifest.json --store s --lang en > again.txt; echo $?
0
