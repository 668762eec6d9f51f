//! Drawing without replacement, the same for the same generator.

use model::Rng;

/// At most `size` of `population`, each with the same chance, in the order of the population.
pub(crate) fn draw<T: Copy>(population: &[T], size: usize, rng: &dyn Rng) -> Vec<T> {
    let mut places: Vec<usize> = (0..population.len()).collect();
    let size = size.min(places.len());
    for drawn in 0..size {
        let other = drawn + below(places.len() - drawn, rng);
        places.swap(drawn, other);
    }
    places.truncate(size);
    places.sort_unstable();
    places.into_iter().filter_map(|place| population.get(place).copied()).collect()
}

/// A number from 0 to `bound` exclusive. Of 2^64 numbers the remainder favours none by more than `bound` in 2^64.
fn below(bound: usize, rng: &dyn Rng) -> usize {
    let mut bytes = [0; 8];
    rng.fill(&mut bytes);
    let bound = u64::try_from(bound.max(1)).unwrap_or(u64::MAX);
    usize::try_from(u64::from_le_bytes(bytes) % bound).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use model::SeededRng;

    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_and_each_once() {
        let population: Vec<u32> = (0..1000).collect();
        let drawn = draw(&population, 10, &SeededRng::new(7));
        assert_eq!(drawn, draw(&population, 10, &SeededRng::new(7)));
        assert_ne!(drawn, draw(&population, 10, &SeededRng::new(8)));
        assert!(drawn.len() == 10 && drawn.is_sorted_by(|a, b| a < b), "{drawn:?}");
    }

    #[test]
    fn a_small_population_is_drawn_whole() {
        assert_eq!(draw(&[3, 1, 2], 10, &SeededRng::new(1)), [3, 1, 2]);
        assert!(draw::<u8>(&[], 10, &SeededRng::new(1)).is_empty());
    }

    #[test]
    fn nobody_is_favoured() {
        let rng = SeededRng::new(42);
        let mut counts = [0_u32; 10];
        for _ in 0..2000 {
            for place in draw(&[0_usize, 1, 2, 3, 4, 5, 6, 7, 8, 9], 3, &rng) {
                counts[place] += 1;
            }
        }
        assert!(counts.iter().all(|count| (500..700).contains(count)), "{counts:?}");
    }
}
