//! Exit codes, the same in all commands.

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Exit {
    /// 0: done, and where something was searched for, found.
    Success,
    /// 1: nothing was found.
    NothingFound,
    /// 1: queries take longer than before by more than was allowed.
    Slower,
    /// 2: an error: the arguments, the index, the disk.
    Failure,
    /// 3: done, but some files gave no article, and `--strict-files` asked to be told.
    SkippedFiles,
    /// 130: interrupted by the user; what was whole is kept.
    Interrupted,
}

impl Exit {
    /// The code for the operating system.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::NothingFound | Self::Slower => 1,
            Self::Failure => 2,
            Self::SkippedFiles => 3,
            Self::Interrupted => 130,
        }
    }
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
