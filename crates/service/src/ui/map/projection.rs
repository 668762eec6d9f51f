//! From degrees to the plane. Lengths are radians, north is up as in a picture: y grows downwards.

/// Degrees east and north.
pub(super) type Degrees = [f64; 2];
/// A place on the plane.
pub(super) type Plane = [f64; 2];

/// The parallel that runs through the middle of Spain, in degrees north.
const MIDDLE_OF_SPAIN: f64 = 40.0;
/// The meridian in the middle of the world's map, in degrees east: the one whose opposite runs through the Bering Strait, so that no
/// country is cut.
const MIDDLE_OF_THE_WORLD: f64 = 11.0;

/// Equirectangular, true to scale along the middle parallel. Over the nine degrees of latitude of Spain its error of shape stays below
/// nine hundredths, which a map of counts can bear.
pub(super) fn spain([east, north]: Degrees) -> Plane {
    [east.to_radians() * MIDDLE_OF_SPAIN.to_radians().cos(), -north.to_radians()]
}

/// Equal Earth: areas keep their proportions, as a map of counts demands (B. Šavrič, T. Patterson, B. Jenny: The Equal Earth map projection,
/// International Journal of Geographical Information Science 33(3), 2019, pages 454 to 465).
pub(super) fn equal_earth([east, north]: Degrees) -> Plane {
    const A1: f64 = 1.340_264;
    const A2: f64 = -0.081_106;
    const A3: f64 = 0.000_893;
    const A4: f64 = 0.003_796;
    let half_root_of_three = 3.0_f64.sqrt() / 2.0;
    let theta = (half_root_of_three * north.to_radians().sin()).asin();
    let square = theta * theta;
    let sixth = square * square * square;
    let stretch = half_root_of_three * (A1 + 3.0 * A2 * square + sixth * (7.0 * A3 + 9.0 * A4 * square));
    let x = (east - MIDDLE_OF_THE_WORLD).to_radians() * theta.cos() / stretch;
    [x, -theta * (A1 + A2 * square + sixth * (A3 + A4 * square))]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Area of a narrow field around a place, on the plane, over its area on the sphere.
    fn area_kept([east, north]: Degrees) -> f64 {
        let side = 0.01_f64;
        let [left, right] = [east - side, east + side].map(|east| equal_earth([east, north])[0]);
        let [top, bottom] = [north + side, north - side].map(|north| equal_earth([east, north])[1]);
        let on_sphere = (2.0 * side).to_radians().powi(2) * north.to_radians().cos();
        (right - left) * (bottom - top) / on_sphere
    }

    proptest! {
        #[test]
        fn the_world_keeps_its_areas(east in -170.0..190.0_f64, north in -80.0..83.0_f64) {
            prop_assert!((area_kept([east, north]) - 1.0).abs() < 0.001);
        }
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        for project in [spain, equal_earth] {
            let [coruna, palma] = [[-8.4, 43.4], [2.65, 39.57]].map(project);
            assert!(coruna[0] < palma[0] && coruna[1] < palma[1]);
        }
    }
}
