//! `amparo privacy`: the register of processing and a draft impact assessment, printed from one data file about the real schema.

mod data;
mod dpia;
mod page;
mod register;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Subcommand, ValueEnum};
use service::Lang;

pub(crate) use data::Data;
use page::Page;

/// A language of the documents.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Language {
    En,
    Es,
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::En => Self::En,
            Language::Es => Self::Es,
        }
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Print the register of processing (GDPR article 30, Directive (EU) 2016/680 article 24)
    Register {
        /// Language of the document
        #[arg(long, value_enum, default_value = "en")]
        lang: Language,
    },
    /// Print a draft impact assessment (GDPR article 35, Directive (EU) 2016/680 article 27)
    Dpia {
        /// Language of the document
        #[arg(long, value_enum, default_value = "en")]
        lang: Language,
    },
}

pub(crate) fn run(command: &Command) -> Result<ExitCode> {
    let data = Data::load()?;
    let text = match command {
        Command::Register { lang } => register::print(&data, Page::new((*lang).into())?),
        Command::Dpia { lang } => dpia::print(&data, Page::new((*lang).into())?),
    };
    say!("{}", text.trim_end());
    Ok(ExitCode::SUCCESS)
}
