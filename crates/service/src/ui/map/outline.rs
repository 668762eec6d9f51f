//! The two maps without their counts: made once, from the files beside the style sheet.

use std::fmt::Write as _;
use std::sync::LazyLock;

use model::Province;

use super::countries;
use super::projection::{Degrees, Plane, equal_earth, spain};
use super::topology::{Region, read};

/// One region as it is drawn.
pub(super) struct Shape {
    /// INE or ISO code; none for what has no code of its own.
    pub(super) code: Option<&'static str>,
    /// What the file calls it.
    pub(super) name: String,
    /// Data of its path.
    pub(super) path: String,
}

/// A map.
pub(super) struct Outline {
    pub(super) shapes: Vec<Shape>,
    pub(super) width: i64,
    pub(super) height: i64,
    /// What is drawn beside the shapes, as markup: a frame, names of what is small.
    pub(super) beside: &'static str,
}

/// Width of the map of Spain, with a margin at each side.
const SPAIN_WIDTH: i32 = 640;
const WORLD_WIDTH: i32 = 800;
const MARGIN: i32 = 3;
/// Islands smaller than this many square units are left out, if a region has others.
const LEAST_ISLAND: [i64; 2] = [24, 8];
/// Simplification, in degrees: about one unit of Spain's map, and four fifths of one of the world's.
const TOLERANCE: [f64; 2] = [0.025, 0.36];
/// The provinces that the map draws at another place, and those that it draws as dots since they are cities.
const CANARY_ISLANDS: [&str; 2] = ["35", "38"];
const CITIES: [&str; 2] = ["51", "52"];
/// Where the Canary Islands are drawn: in the sea south of the Balearic Islands, at the scale of the rest.
const INSET: [i32; 2] = [408, 430];
const INSET_WIDTH: i32 = 221;

/// Spain by province.
pub(super) static SPAIN: LazyLock<Outline> = LazyLock::new(|| {
    let file = include_str!("../../../assets/maps/es-provinces.topo.json");
    // the file is ours; that it is read whole, a test holds
    let regions = read(file, "provinces", TOLERANCE[0]).unwrap_or_default();
    let code = |region: &Region| Province::find_code(&region.id).map(Province::code);
    // what is no province is an artefact of the source
    let (islands, rest): (Vec<_>, Vec<_>) = regions
        .into_iter()
        .filter(|region| code(region).is_some())
        .partition(|region| CANARY_ISLANDS.contains(&region.id.as_str()));
    let width = SPAIN_WIDTH - 2 * MARGIN;
    let (mut shapes, height) = place(&rest, spain, [MARGIN, MARGIN], width, LEAST_ISLAND[0], &code);
    let (inset, inset_height) = place(&islands, spain, INSET, INSET_WIDTH, LEAST_ISLAND[0], &code);
    shapes.extend(inset);
    let height = (height + MARGIN).max(INSET[1] + inset_height) + 2 * MARGIN;
    let beside = "<rect class=\"frame\" x=\"400\" y=\"420\" width=\"236\" height=\"128\"/>\
        <text class=\"end\" x=\"636\" y=\"412\">Canarias</text><text x=\"206\" y=\"504\">Ceuta</text>\
        <text x=\"312\" y=\"540\">Melilla</text>";
    Outline { shapes, width: SPAIN_WIDTH.into(), height: i64::from(height.max(554)), beside }
});

/// The world by country, without Antarctica.
pub(super) static WORLD: LazyLock<Outline> = LazyLock::new(|| {
    let file = include_str!("../../../assets/maps/world-countries-110m.topo.json");
    let mut regions = read(file, "countries", TOLERANCE[1]).unwrap_or_default();
    let code = |region: &Region| countries::find_shape(&region.id, &region.name).map(|country| country.code);
    regions.retain(|region| code(region) != Some("AQ"));
    let width = WORLD_WIDTH - 2 * MARGIN;
    let (shapes, height) = place(&regions, equal_earth, [MARGIN, MARGIN], width, LEAST_ISLAND[1], &code);
    Outline { shapes, width: WORLD_WIDTH.into(), height: i64::from(height + 2 * MARGIN), beside: "" }
});

/// Draws regions into a box of this width from the point `at`; gives its height.
fn place(
    regions: &[Region],
    project: fn(Degrees) -> Plane,
    at: [i32; 2],
    width: i32,
    least_island: i64,
    code: &impl Fn(&Region) -> Option<&'static str>,
) -> (Vec<Shape>, i32) {
    let points =
        || regions.iter().flat_map(|region| region.rings.iter().flatten()).map(move |point| project(*point));
    let [left, top] = [0, 1].map(|axis: usize| points().map(|point| point[axis]).fold(f64::MAX, f64::min));
    let [right, bottom] =
        [0, 1].map(|axis: usize| points().map(|point| point[axis]).fold(f64::MIN, f64::max));
    let scale = f64::from(width) / (right - left);
    let on_grid = |point: &Degrees| {
        let [x, y] = project(*point);
        [at[0] + whole((x - left) * scale), at[1] + whole((y - top) * scale)]
    };
    let shape = |region: &Region| {
        let rings: Vec<Vec<[i32; 2]>> =
            region.rings.iter().map(|ring| without_repeats(ring.iter().map(on_grid))).collect();
        let is_city = CITIES.contains(&region.id.as_str()) && code(region) == Some(region.id.as_str());
        let path = if is_city { dot(&rings) } else { path(&rings, least_island) };
        Shape { code: code(region), name: region.name.clone(), path }
    };
    (regions.iter().map(shape).collect(), whole((bottom - top) * scale))
}

/// The nearest whole number.
#[allow(clippy::cast_possible_truncation, reason = "places on a map of some hundred units")]
fn whole(number: f64) -> i32 {
    number.round() as i32
}

/// A ring whose neighbouring points differ; what closes it is left to the path.
fn without_repeats(points: impl Iterator<Item = [i32; 2]>) -> Vec<[i32; 2]> {
    let mut ring: Vec<_> = points.collect();
    ring.dedup();
    if ring.len() > 1 && ring.first() == ring.last() {
        ring.pop();
    }
    ring
}

/// Twice the area of a ring.
fn double_area(ring: &[[i32; 2]]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    let cross = |([x, y], [next_x, next_y]): (&[i32; 2], &[i32; 2])| {
        i64::from(*x) * i64::from(*next_y) - i64::from(*next_x) * i64::from(*y)
    };
    ring.iter().zip(next).map(cross).sum::<i64>().abs()
}

/// The rings that are large enough, and the largest whatever its size, as steps from point to point.
fn path(rings: &[Vec<[i32; 2]>], least_island: i64) -> String {
    let largest = rings.iter().map(|ring| double_area(ring)).max().unwrap_or_default();
    let mut path = String::new();
    let mut drawn_largest = false;
    for ring in rings {
        let area = double_area(ring);
        let is_largest = area == largest && !drawn_largest;
        drawn_largest |= is_largest;
        if !is_largest && area < 2 * least_island {
            continue;
        }
        let Some([mut x, mut y]) = ring.first().copied() else { continue };
        // writing to a String cannot fail
        let _ = write!(path, "M{x} {y}l");
        for (place, [next_x, next_y]) in ring.iter().skip(1).enumerate() {
            let (right, down) = (next_x - x, next_y - y);
            // a minus parts two numbers as well as a space does
            let first = if place == 0 || right < 0 { "" } else { " " };
            let second = if down < 0 { "" } else { " " };
            let _ = write!(path, "{first}{right}{second}{down}");
            (x, y) = (*next_x, *next_y);
        }
        // what shrank to a point is drawn as a square of one unit
        path.push_str(if ring.len() < 2 { "1 0 0 1-1 0z" } else { "z" });
    }
    path
}

/// A dot around the first point of a city too small to be seen.
fn dot(rings: &[Vec<[i32; 2]>]) -> String {
    let [x, y] = rings.iter().flatten().next().copied().unwrap_or_default();
    format!("M{} {y}a9 9 0 1 0 18 0a9 9 0 1 0-18 0z", x - 9)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every corner of a path of `M` and `l`.
    fn corners(path: &str) -> Vec<[i64; 2]> {
        let mut corners = Vec::new();
        for ring in path.split('M').skip(1) {
            let (start, steps) = ring.split_once(['l', 'a']).unwrap();
            let numbers = |text: &str| -> Vec<i64> {
                let spaced = text.trim_end_matches('z').replace('-', " -");
                spaced.split_whitespace().map(|number| number.parse().unwrap()).collect()
            };
            let mut at = [numbers(start)[0], numbers(start)[1]];
            corners.push(at);
            if ring.contains('a') {
                continue;
            }
            for step in numbers(steps).chunks(2) {
                at = [at[0] + step[0], at[1] + step[1]];
                corners.push(at);
            }
        }
        corners
    }

    fn check(outline: &Outline) {
        for shape in &outline.shapes {
            let corners = corners(&shape.path);
            assert!(!corners.is_empty(), "{} is not drawn", shape.name);
            for [x, y] in corners {
                assert!(
                    (0..=outline.width).contains(&x) && (0..=outline.height).contains(&y),
                    "{}: {x} {y}",
                    shape.name
                );
            }
        }
    }

    #[test]
    fn every_province_is_drawn_once_and_within_the_box() {
        check(&SPAIN);
        let mut codes: Vec<_> = SPAIN.shapes.iter().filter_map(|shape| shape.code).collect();
        codes.sort_unstable();
        let all: Vec<_> = Province::all().map(Province::code).collect();
        assert_eq!(codes, all);
        assert_eq!(SPAIN.shapes.len(), 52);
        for shape in
            SPAIN.shapes.iter().filter(|shape| shape.code.is_some_and(|code| CANARY_ISLANDS.contains(&code)))
        {
            assert!(
                corners(&shape.path).iter().all(|[x, y]| (400..=636).contains(x) && (420..=548).contains(y)),
                "{}",
                shape.path
            );
        }
    }

    #[test]
    fn every_country_of_the_file_is_drawn_once_and_none_reaches_around_the_world() {
        check(&WORLD);
        let codes: std::collections::BTreeSet<_> =
            WORLD.shapes.iter().filter_map(|shape| shape.code).collect();
        assert_eq!(
            (WORLD.shapes.len(), codes.len()),
            (176, 174),
            "Somaliland and Northern Cyprus have no code"
        );
        assert!(codes.contains("ES") && codes.contains("XK") && !codes.contains("AQ"));
        for shape in &WORLD.shapes {
            for ring in shape.path.split('M').skip(1) {
                let easts: Vec<_> = corners(&format!("M{ring}")).iter().map(|corner| corner[0]).collect();
                let reach = easts.iter().max().unwrap() - easts.iter().min().unwrap();
                assert!(reach < WORLD.width / 2, "{} reaches {reach}", shape.name);
            }
        }
    }
}
