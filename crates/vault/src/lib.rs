//! Evidence at rest: envelope encryption, streaming seal and open, a local store that fsyncs.
