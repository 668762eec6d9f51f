//! Draws the blind sample of a day. Whoever has the node's keys and its data draws the same again; nobody else can foresee it.

use jiff::civil::Date;
use model::SeededRng;
use service::{Acting, Action, ColumnKeys, Done, EntryDraft, Failure};

use crate::Permission;
use crate::blind::{draw, window};
use crate::db;
use crate::db::blind::Stratum;

/// Draws the blind sample of a day.
pub(crate) struct DrawBlindSample {
    /// The day of the draw; it draws from what the day before left.
    pub(crate) day: Date,
    /// How many of each stratum.
    pub(crate) size: u32,
}

impl Action for DrawBlindSample {
    type Permission = Permission;
    type Output = ();
    const NAME: &'static str = "draw-blind-sample";

    fn permission(&self) -> Permission {
        Permission::RunJobs
    }

    async fn run(&self, acting: &mut Acting<'_>) -> Result<Done<()>, Failure> {
        if db::blind::is_drawn(acting.tx, self.day).await? {
            return Err(Failure::conflict("the sample of this day is drawn"));
        }
        let (from, until) = window(self.day)?;
        let size = usize::try_from(self.size).map_err(Failure::broken)?;
        let mut entry = EntryDraft::on("blind_sample", self.day).without_personal_data();
        for stratum in Stratum::ALL {
            let population = db::blind::list_population(acting.tx, stratum, from, until).await?;
            let seed = seed(acting.columns(), self.day, stratum);
            let drawn = draw(&population, size, &SeededRng::new(seed));
            let (all, now) = (i64::try_from(population.len()).map_err(Failure::broken)?, acting.now);
            db::blind::insert_draw(acting.tx, (self.day, stratum), all, &drawn, now).await?;
            entry = entry.with(stratum.as_str(), format!("{} of {all}", drawn.len()));
        }
        Ok(Done::new((), entry))
    }
}

/// Follows from the day and a key of the node's: the same each time, and not to be foreseen.
fn seed(keys: &ColumnKeys, day: Date, stratum: Stratum) -> u64 {
    let digest = keys.blind("blind-sample", &format!("{day}/{}", stratum.as_str()));
    digest.bytes().fold(0_u64, |seed, byte| seed.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte))
}
