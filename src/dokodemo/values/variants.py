"""Variant characters of names (異体字), FOR SEARCH KEYS ONLY.

They are different names to their owners: nothing that is stored, shown or printed ever passes through this table.

Each group names one key character first, then those that are found with it: old forms (旧字体) and the forms common in
family registers. The list is ours; it is no official reduction map (縮退マップ), and a clerk decides who is who.
"""

_TABLE = """
    高髙 崎﨑嵜碕 吉𠮷 辺邊邉 斉齊斎齋 浜濱濵 橋槗𣘺 徳德 広廣 沢澤 島嶋嶌 桜櫻 国國 竜龍 滝瀧 恵惠 真眞 富冨 峰峯 館舘
    来來 万萬 栄榮 円圓 関關 条條 会會 学學 児兒 実實 寿壽 当當 応應 写寫 将將 荘莊 豊豐 静靜 穂穗 彦彥 礼禮 鉄鐵 塩鹽
    塁壘 巌巖 厳嚴 尭堯 槙槇 遥遙 瑶瑤 瀬瀨 頼賴 薮藪籔 桧檜 桑桒 柳栁桺 梅楳 松枩 曽曾 弥彌 芦蘆 涼凉 凛凜 煕熙熈 浅淺
    緑綠 縁緣 絵繪 県縣 継繼 総總 黒黑 黄黃 歩步 毎每 戸戶 教敎 清淸 青靑 鶴靏靍鸖 亀龜 鴎鷗 篭籠 竃竈 園薗 騨驒 麹麴
    蔵藏 亘亙 伝傳 仏佛 両兩 亜亞 与與 乗乘 剣劍劔 勲勳 厩廐 参參 双雙 叙敍 野埜 壮壯 声聲 奥奧 姫姬 宝寶寳 寛寬 岳嶽
    巣巢 帯帶 庁廳 弐貳 従從 恒恆 悦悅 恋戀 払拂 拡擴 挙擧 数數 晋晉 暁曉 暦曆 権權 楽樂 様樣 横橫 歳歲 気氣 沖冲 浄淨
    渓溪 満滿 温溫 灯燈 為爲 焼燒 祢禰 秋穐 稲稻 穣穰 糸絲 経經 聡聰 舎舍 船舩 芸藝 虎乕 虫蟲 蛍螢 覚覺 観觀 譲讓 賛贊
    郎郞 釈釋 鋭銳 錬鍊 鎮鎭 霊靈 頴穎 顕顯 麦麥 壱壹 団團 囲圍 図圖 堀壕 妙玅 属屬 畑畠 称稱 粋粹 翠翆 萌萠 諌諫 鉱鑛
"""

GROUPS: tuple[str, ...] = tuple(_TABLE.split())

TO_KEY: dict[int, str] = {ord(variant): group[0] for group in GROUPS for variant in group[1:]}
