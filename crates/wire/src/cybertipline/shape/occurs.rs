//! How often a slot is filled, told by the Rust type: `T` once, `Option<T>` at most once, `Vec<T>` any number of times.

use super::Content;

pub(crate) trait Occurs: Sized {
    type Item: Content;
    /// Fewest.
    const MIN: usize;
    /// Whether more than one may come.
    const MANY: bool;
    /// `None` if there are too few.
    fn collect(items: Vec<Self::Item>) -> Option<Self>;
    fn items(&self) -> &[Self::Item];
}

impl<T: Content> Occurs for T {
    type Item = T;
    const MIN: usize = 1;
    const MANY: bool = false;

    fn collect(items: Vec<T>) -> Option<Self> {
        items.into_iter().next()
    }

    fn items(&self) -> &[T] {
        std::slice::from_ref(self)
    }
}

impl<T: Content> Occurs for Option<T> {
    type Item = T;
    const MIN: usize = 0;
    const MANY: bool = false;

    fn collect(items: Vec<T>) -> Option<Self> {
        Some(items.into_iter().next())
    }

    fn items(&self) -> &[T] {
        self.as_slice()
    }
}

impl<T: Content> Occurs for Vec<T> {
    type Item = T;
    const MIN: usize = 0;
    const MANY: bool = true;

    fn collect(items: Vec<T>) -> Option<Self> {
        Some(items)
    }

    fn items(&self) -> &[T] {
        self
    }
}
