//! TopoJSON: borders that neighbours share, as arcs of quantised differences (topojson-specification, version 1).

use std::collections::BTreeMap;

use serde::Deserialize;

use super::projection::Degrees;

#[derive(Deserialize)]
struct Topology {
    transform: Transform,
    objects: BTreeMap<String, Collection>,
    arcs: Vec<Vec<[i32; 2]>>,
}

#[derive(Deserialize)]
struct Transform {
    scale: [f64; 2],
    translate: [f64; 2],
}

#[derive(Deserialize)]
struct Collection {
    geometries: Vec<Geometry>,
}

#[derive(Deserialize)]
struct Geometry {
    #[serde(default)]
    id: String,
    #[serde(default)]
    properties: Properties,
    arcs: Rings,
}

#[derive(Default, Deserialize)]
struct Properties {
    #[serde(default)]
    name: String,
}

/// The rings of a `Polygon` or of a `MultiPolygon`; they differ in depth only.
#[derive(Deserialize)]
#[serde(untagged)]
enum Rings {
    One(Vec<Vec<i32>>),
    Many(Vec<Vec<Vec<i32>>>),
}

/// A region with its rings, in degrees.
pub(super) struct Region {
    /// Identifier in the file; empty where it has none.
    pub(super) id: String,
    /// Name in the file.
    pub(super) name: String,
    pub(super) rings: Vec<Vec<Degrees>>,
}

/// The regions of an object of a file, their borders simplified to `tolerance` degrees. Each arc is simplified once, so that neighbours go on
/// sharing it.
pub(super) fn read(file: &str, object: &str, tolerance: f64) -> Result<Vec<Region>, serde_json::Error> {
    let mut topology: Topology = serde_json::from_str(file)?;
    let arcs: Vec<_> =
        topology.arcs.iter().map(|arc| simplify(&decode(arc, &topology.transform), tolerance)).collect();
    let geometries = topology.objects.remove(object).map(|object| object.geometries).unwrap_or_default();
    let region = |geometry: Geometry| {
        let rings = match geometry.arcs {
            Rings::One(rings) => rings,
            Rings::Many(polygons) => polygons.into_iter().flatten().collect(),
        };
        let rings = rings.iter().map(|arcs_of_ring| join(&arcs, arcs_of_ring)).collect();
        Region { id: geometry.id, name: geometry.properties.name, rings }
    };
    Ok(geometries.into_iter().map(region).collect())
}

fn decode(arc: &[[i32; 2]], transform: &Transform) -> Vec<Degrees> {
    let mut at = [0_i32; 2];
    let mut points = Vec::with_capacity(arc.len());
    for step in arc {
        at = [at[0].saturating_add(step[0]), at[1].saturating_add(step[1])];
        points
            .push([0, 1].map(|axis| f64::from(at[axis]) * transform.scale[axis] + transform.translate[axis]));
    }
    points
}

/// Douglas and Peucker's: leaves out what lies within `tolerance` of the line between those that stay. The ends stay.
fn simplify(points: &[Degrees], tolerance: f64) -> Vec<Degrees> {
    let Some(last) = points.len().checked_sub(1) else { return Vec::new() };
    let mut stays = vec![false; points.len()];
    (stays[0], stays[last]) = (true, true);
    let mut open = vec![(0, last)];
    while let Some((from, to)) = open.pop() {
        let between = (from + 1)..to;
        let distances = between.map(|place| (place, distance(points[place], points[from], points[to])));
        let farthest = distances.max_by(|(_, one), (_, other)| one.total_cmp(other));
        if let Some((place, distance)) = farthest
            && distance > tolerance
        {
            stays[place] = true;
            open.extend([(from, place), (place, to)]);
        }
    }
    points.iter().zip(stays).filter(|(_, stays)| *stays).map(|(point, _)| *point).collect()
}

/// Distance of a point from the line through two others, or from the one of them when they are the same, as in a closed arc.
fn distance([x, y]: Degrees, [from_x, from_y]: Degrees, [to_x, to_y]: Degrees) -> f64 {
    let (along_x, along_y) = (to_x - from_x, to_y - from_y);
    let length = along_x.hypot(along_y);
    if length > 0.0 {
        (along_x * (from_y - y) - (from_x - x) * along_y).abs() / length
    } else {
        (x - from_x).hypot(y - from_y)
    }
}

/// The arcs of a ring, end to end; a negative number is the complement of an arc that runs backwards.
fn join(arcs: &[Vec<Degrees>], of_ring: &[i32]) -> Vec<Degrees> {
    let mut ring: Vec<Degrees> = Vec::new();
    for number in of_ring {
        let (place, backwards) = if *number < 0 { (!*number, true) } else { (*number, false) };
        let Some(arc) = usize::try_from(place).ok().and_then(|place| arcs.get(place)) else { continue };
        // the first point of an arc is the last of the one before
        let skipped = usize::from(!ring.is_empty());
        if backwards {
            ring.extend(arc.iter().rev().skip(skipped));
        } else {
            ring.extend(arc.iter().skip(skipped));
        }
    }
    make_whole(&mut ring);
    ring
}

/// No ring jumps where longitude turns from 180 to -180, and each lies where its middle is between 172 degrees west and 188 degrees east:
/// then Siberia is one, and Alaska lies at the other end.
fn make_whole(ring: &mut [Degrees]) {
    const EDGE: f64 = -172.0;
    let mut before = None;
    for point in ring.iter_mut() {
        let east = point[0];
        point[0] -= before.map_or(0.0, |before: f64| 360.0 * ((east - before) / 360.0).round());
        before = Some(point[0]);
    }
    let easts = || ring.iter().map(|point| point[0]);
    let middle = f64::midpoint(easts().fold(f64::MAX, f64::min), easts().fold(f64::MIN, f64::max));
    let turns = ((middle - EDGE) / 360.0).floor();
    for point in ring {
        point[0] -= 360.0 * turns;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arcs_are_differences_and_run_both_ways() {
        let file = r#"{"type":"Topology","transform":{"scale":[0.5,1],"translate":[10,20]},
            "objects":{"of":{"type":"GeometryCollection","geometries":[
                {"type":"Polygon","id":"a","properties":{"name":"A"},"arcs":[[0,-3]]},
                {"type":"MultiPolygon","arcs":[[[1]],[[0,1]]]}]}},
            "arcs":[[[0,0],[2,0],[0,2]],[[2,2],[-2,0],[0,-2]],[[0,0],[0,2],[2,0]]]}"#;
        let regions = read(file, "of", 0.0).unwrap();
        assert_eq!((regions[0].id.as_str(), regions[0].name.as_str()), ("a", "A"));
        assert_eq!(
            regions[0].rings,
            [[[10.0, 20.0], [11.0, 20.0], [11.0, 22.0], [10.0, 22.0], [10.0, 20.0]]]
        );
        assert_eq!((regions[1].id.as_str(), regions[1].rings.len()), ("", 2));
        assert!(read("{}", "of", 0.0).is_err() && read(file, "other", 0.0).unwrap().is_empty());
    }

    #[test]
    fn a_line_keeps_its_ends_and_what_stands_out() {
        let line = [[0.0, 0.0], [1.0, 1.6], [2.0, 3.0], [3.0, 1.4], [4.0, 0.0]];
        assert_eq!(simplify(&line, 0.5), [[0.0, 0.0], [2.0, 3.0], [4.0, 0.0]]);
        assert_eq!(simplify(&[[0.0, 0.0], [5.0, 5.0], [0.0, 0.0]], 0.5).len(), 3);
        assert_eq!(simplify(&[], 0.5).len() + simplify(&[[1.0, 1.0]], 0.5).len(), 1);
    }

    #[test]
    fn a_ring_over_the_date_line_is_one() {
        let mut siberia = [[170.0, 65.0], [179.0, 66.0], [-170.0, 66.0], [170.0, 65.0]];
        make_whole(&mut siberia);
        assert_eq!(siberia.to_vec(), [[170.0, 65.0], [179.0, 66.0], [190.0, 66.0], [170.0, 65.0]]);
        let mut fiji = [[-180.0, -16.0], [-179.8, -16.1], [-179.9, -16.5]];
        make_whole(&mut fiji);
        assert!((fiji[0][0] - 180.0).abs() < 1e-9 && fiji[1][0] > 180.0);
        let mut alaska = [[-141.0, 60.0], [-168.0, 65.0], [-141.0, 70.0]];
        make_whole(&mut alaska);
        assert!((alaska[1][0] + 168.0).abs() < 1e-9);
    }
}
