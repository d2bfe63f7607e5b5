//! The help teaches, and the exit codes are what it says.
use crate::run::{Bench, sample};

const COMMANDS: &[&str] = &[
    "demo",
    "import",
    "orders",
    "ship",
    "rates",
    "shipments",
    "show",
    "print",
    "manifest",
    "queue",
    "confirm",
    "void",
    "track",
    "settle",
    "label",
    "export",
    "devices",
    "scale",
    "weigh",
    "printer",
    "setup",
    "numbers",
    "attention",
    "open",
    "later",
    "keys",
    "backup",
    "restore",
    "copied",
    "operators",
    "records",
    "retention",
    "erase",
    "doctor",
    "serve",
];

#[test]
fn help_names_every_command_and_every_exit_code() {
    let bench = Bench::bare();
    let help = bench.done(&["--help"]);
    for command in COMMANDS {
        assert!(
            help.lines()
                .any(|line| line.trim_start().starts_with(command)),
            "{command} is not in\n{help}"
        );
    }
    for line in [
        "0  done",
        "5  the carrier refused",
        "8  bought, but not proved printed",
        "130  interrupted",
    ] {
        assert!(help.contains(line), "{line}");
    }
    assert!(help.contains("PACKBENCH_PASSPHRASE"));
}

#[test]
fn every_command_explains_itself() {
    let bench = Bench::bare();
    let setup = [
        "show",
        "bench",
        "ship-from",
        "box",
        "scale",
        "printer",
        "carriers",
        "account",
    ];
    let words = COMMANDS
        .iter()
        .map(|c| vec![*c])
        .chain(setup.iter().map(|s| vec!["setup", *s]))
        .chain([
            vec!["export", "tracking"],
            vec!["scale", "list"],
            vec!["scale", "zero"],
            vec!["scale", "detect"],
            vec!["weigh", "evidence"],
            vec!["printer", "list"],
            vec!["printer", "identify"],
            vec!["printer", "test"],
            vec!["printer", "confirm"],
            vec!["printer", "hold"],
            vec!["printer", "release"],
            vec!["queue", "list"],
            vec!["queue", "hold"],
            vec!["queue", "release"],
            vec!["queue", "cancel"],
            vec!["queue", "move"],
            vec!["later", "now"],
            vec!["later", "yes"],
            vec!["later", "cancel"],
            vec!["open", "look"],
            vec!["open", "seen"],
            vec!["open", "settings"],
            vec!["numbers", "range"],
            vec!["numbers", "list"],
            vec!["numbers", "carrier"],
            vec!["numbers", "correct"],
            vec!["numbers", "settle"],
            vec!["operators", "list"],
            vec!["operators", "add"],
            vec!["operators", "change"],
            vec!["operators", "remove"],
            vec!["operators", "pin"],
            vec!["operators", "idle"],
            vec!["operators", "reset"],
            vec!["retention", "list"],
            vec!["retention", "set"],
            vec!["retention", "run"],
        ]);
    for mut words in words {
        words.push("--help");
        let help = bench.done(&words);
        assert!(
            help.contains("Usage:") && help.contains("--json"),
            "{words:?}: {help}"
        );
    }
}

#[test]
fn the_guide_knows_every_command_and_exit_code() {
    let guide = std::fs::read_to_string(sample("docs/pb.md")).expect("docs/pb.md");
    for command in COMMANDS {
        assert!(guide.contains(&format!("pb {command}")), "{command}");
    }
    for code in [
        "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "130",
    ] {
        assert!(guide.contains(&format!("| {code} |")), "exit code {code}");
    }
}

#[test]
fn a_wrong_command_line_is_2() {
    let bench = Bench::bare();
    for words in [
        &["teleport"][..],
        &["ship", "1001"],
        &["ship", "1001", "--weight", "1kg", "--scale"],
        &["ship", "1001", "--weight", "1kg", "--dry-run", "--print"],
        &["settle", "1001"],
        &["settle", "1001", "--ask", "--not-bought"],
        &["setup", "bench"],
        &["setup", "printer"],
        &["setup", "scale", "lpt1"],
        &["setup", "box", "--name", "S", "--size", "30x20"],
        &["export", "tracking", "--format", "etsy"],
        &["orders", "--profile", "../elsewhere"],
        &["orders", "--profile", "demo"],
        &["orders", "--demo", "--profile", "bench"],
    ] {
        let ran = bench.run(words);
        assert_eq!(ran.code, 2, "{words:?}: {ran}");
        assert!(
            !ran.stderr.is_empty() && ran.stdout.is_empty(),
            "{words:?}: {ran}"
        );
        assert_eq!(bench.fails(words), (2, "invalid".to_owned()), "{words:?}");
    }
    assert_eq!(
        std::fs::read_dir(bench.home.path())
            .expect("the folder")
            .count(),
        0,
        "nothing was made"
    );
}

#[test]
fn a_bench_is_made_by_setting_up_and_importing_only() {
    let bench = Bench::bare();
    for words in [
        &["orders"][..],
        &["setup", "show"],
        &["shipments"],
        &["attention"],
    ] {
        assert_eq!(bench.fails(words), (4, "not_found".to_owned()), "{words:?}");
    }
    assert!(!bench.path("profiles").exists());
    bench.done(&["setup", "bench", "--packer", "Ann"]);
    assert_eq!(bench.json(&["orders"])["total"], 0);
    assert_eq!(
        bench.json(&["setup", "show"])["settings"]["operator"],
        "Ann"
    );
    // Another name is another bench.
    assert_eq!(
        bench.fails(&["orders", "--profile", "second"]),
        (4, "not_found".to_owned())
    );
}
