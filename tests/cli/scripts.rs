//! Text in scripts without spaces, and in those that are written in several ways.

use crate::fixture::{Fixture, text};

/// Articles of several scripts; titles that no query asks for.
fn library() -> Fixture {
    let files = [
        (
            "zh.txt",
            "国防消息\n\n乌克兰空军周二说，两架F-16战机在2025年3月抵达基地。北约秘书长斯托尔滕贝格没有评论。\n\n无人机袭击了港口。\n",
        ),
        (
            "ja.txt",
            "防衛ニュース\n\nゼレンスキー大統領は火曜日、海上自衛隊の護衛艦とﾐｻｲﾙ防衛について話した。人々は東京都の基地に集まった。\n",
        ),
        (
            "ko.txt",
            "국방 소식\n\n국방부는 화요일 새 전투기가 기지에 도착했다고 밝혔다. 우크라이나의 전쟁은 계속되고 있다고 장관이 말했다.\n",
        ),
        ("th.txt", "ข่าวกลาโหม\n\nกองทัพเรือได้รับเรือดำน้ำลำใหม่เมื่อวันอังคาร กระทรวงกลาโหมกล่าวว่าสงครามยังไม่สิ้นสุด\n"),
        (
            "ar.txt",
            "أخبار الدفاع\n\nقالت وزارة الدفاع إن الأسلحة وصلت إلى القاعدة يوم الثلاثاء، وإن الحَرْبَ لم تنته بعد.\n",
        ),
        ("he.txt", "חדשות ביטחון\n\nדובר צה״ל אמר ביום שלישי כי הטילים הגיעו לבסיס, וכי המלחמה עדיין לא הסתיימה.\n"),
        (
            "ru.txt",
            "Новости обороны\n\nВо вторник самолёты прибыли на базу, сообщило министерство. Йошкар-Ола осталась в тылу.\n",
        ),
    ];
    Fixture::indexed(&files)
}

/// What is marked in the passages of a query, with the names of their files before it.
fn marked(fixture: &Fixture, query: &str) -> Vec<String> {
    let found = fixture.marked(&["--per-article", "1", "--", query]);
    found.into_iter().map(|(name, marks)| format!("{name} {marks}")).collect()
}

#[test]
fn words_without_spaces_are_found_and_marked_exactly() {
    let fixture = library();
    for (query, expected) in [
        ("空军", "zh 空军"),
        ("乌克兰空军", "zh 乌克兰空军"),
        ("斯托尔滕贝格", "zh 斯托尔滕贝格"),
        ("\"北约秘书长\"", "zh 北约秘书长"),
        ("\"北约 秘书长\"", "zh 北约秘书长"),
        ("北约 秘书长", "zh 北约秘书长"),
        ("F-16战机", "zh F-16|战机"),
        ("2025年", "zh 2025|年"),
        ("\"2025年3月\"", "zh 2025|年|3|月"),
        ("军", "zh 军"),
        ("空军 AND 基地", "zh 空军|基地"),
        ("大統領", "ja 大統領"),
        ("ゼレンスキー大統領", "ja ゼレンスキー大統領"),
        ("ミサイル", "ja ﾐｻｲﾙ"),
        ("人々", "ja 人々"),
        ("東京", "ja 東京"),
        ("전쟁", "ko 전쟁"),
        ("우크라이나", "ko 우크라이나"),
        ("สงคราม", "th สงคราม"),
        ("เรือดำน้ำ", "th เรือดำน้ำ"),
    ] {
        assert_eq!(marked(&fixture, query), [expected], "{query}");
    }
}

#[test]
fn a_word_of_other_neighbours_is_another_word() {
    let fixture = library();
    // Both characters, or both pairs, stand in the text, but not side by side.
    for query in ["军空", "\"空军基地\"", "空军基", "京都人", "쟁전", "军 AND 海", "+克兰空地"] {
        assert_eq!(marked(&fixture, query), [""; 0], "{query}");
    }
}

#[test]
fn a_long_run_is_found_by_its_parts_where_it_need_not_match() {
    let fixture = library();
    assert_eq!(marked(&fixture, "乌克兰无人机袭击"), ["zh 乌克兰|无人机袭击"]);
    assert_eq!(marked(&fixture, "ゼレンスキー護衛艦"), ["ja ゼレンスキー|護衛艦"]);
    assert_eq!(marked(&fixture, "+乌克兰无人机袭击 基地"), [""; 0]);
    assert_eq!(marked(&fixture, "\"乌克兰无人机袭击\""), [""; 0]);
}

#[test]
fn patterns_of_characters_are_phrases() {
    let fixture = library();
    for (query, expected) in [
        ("秘书*", "zh 秘书"),
        ("军*", "zh 军"),
        ("F-16战*", "zh F-16|战"),
        ("斯托?滕贝格", "zh 斯托|滕贝格"),
        ("斯托*贝格", "zh 斯托|贝格"),
        ("乌克兰~", "zh 乌克兰"),
    ] {
        assert_eq!(marked(&fixture, query), [expected], "{query}");
    }
    assert_eq!(marked(&fixture, "斯托?贝格"), [""; 0]);
}

#[test]
fn fields_nearness_and_exact_words_work_on_characters() {
    let fixture = library();
    assert_eq!(fixture.found("title:国防").len(), 1);
    assert_eq!(fixture.found("body:国防").len(), 0);
    assert_eq!(marked(&fixture, "乌克兰 NEAR/1 空军"), ["zh 乌克兰空军"]);
    assert_eq!(marked(&fixture, "空军 NEAR/6 战机"), [""; 0]);
    assert_eq!(marked(&fixture, "空军 NEAR/7 战机"), ["zh 空军|战机"]);
    let exact = fixture.run(&["search", "--exact", "--jsonl", "空军 秘书长"]).ok();
    assert_eq!(exact.lines()[0]["highlights"].as_array().unwrap().len(), 2, "{exact}");
}

#[test]
fn letters_are_found_however_they_are_written() {
    let fixture = library();
    for (query, expected) in [
        ("الحرب", "ar الحَرْبَ"),
        ("الاسلحة", "ar الأسلحة"),
        ("الـقـاعـده", "ar القاعدة"),
        ("צהל", "he צה״ל"),
        ("צה\"ל", "he צה״ל"),
        ("самолеты", "ru самолёты"),
        ("САМОЛЁТЫ", "ru самолёты"),
    ] {
        assert_eq!(marked(&fixture, query), [expected], "{query}");
    }
    assert_eq!(marked(&fixture, "Иошкар"), [""; 0]);
}

#[test]
fn passages_of_long_chinese_articles_are_short() {
    let sentence = "乌克兰空军周二说，防空系统将在秋天之前到达前线。";
    let body = format!("{}无人机击沉了巡洋舰。{}", sentence.repeat(40), sentence.repeat(40));
    let fixture = Fixture::indexed(&[("zh.txt", &format!("国防消息\n\n{body}\n"))]);
    let hits = fixture.hits("巡洋舰");
    let passage = text(&hits[0], "text");
    assert!(passage.contains("巡洋舰") && (100..400).contains(&passage.chars().count()), "{passage}");
    assert!(passage.trim_end_matches(" …").ends_with('。'), "{passage}");
}
