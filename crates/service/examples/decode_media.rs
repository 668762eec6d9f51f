//! The smallest host of the sandbox's child; the tests run it as the real child process.

fn main() -> std::process::ExitCode {
    service::decode_media_child(&std::env::args().skip(1).collect::<Vec<_>>())
}
