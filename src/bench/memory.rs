//! Memory of the process, from `/proc`. Nothing is known where there is none.

use super::report::Memory;

/// What the process has in memory now.
#[must_use]
pub fn memory() -> Option<Memory> {
    memory_in(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn memory_in(status: &str) -> Option<Memory> {
    let field = |name: &str| -> Option<u64> {
        let line = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
        let kibibytes: u64 = line.trim().strip_suffix("kB")?.trim_end().parse().ok()?;
        Some(kibibytes * 1024)
    };
    Some(Memory { anonymous_bytes: field("RssAnon")?, mapped_bytes: field("RssFile")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_are_read() {
        let status = "Name:\tnewsdex\nVmRSS:\t 9 kB\nRssAnon:\t    2 kB\nRssFile:\t 7 kB\n";
        assert_eq!(memory_in(status), Some(Memory { anonymous_bytes: 2048, mapped_bytes: 7168 }));
        assert_eq!(memory_in("VmRSS:\t 9 kB\n"), None);
    }
}
