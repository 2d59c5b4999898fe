//! From the numbers of single lines to what the line model sees: neighbours, and what a first model made of the page.
//!
//! The model has two steps. The first sees a line with its neighbours; the second also sees the probabilities that the first
//! gave to the lines around, as whether a short line belongs to an article depends on what stands above and below.
#![allow(clippy::cast_precision_loss, reason = "counts within a page are far below 2^24")]

/// Stands for the numbers of a neighbour that is not there.
const NOBODY: f32 = -9.0;
/// Columns that are repeated for the lines next to a line.
const NEAR: &[&str] = &[
    "s_words",
    "s_prose",
    "s_ending",
    "s_function",
    "s_label",
    "s_capital",
    "e_linked",
    "e_heading",
    "e_p",
    "e_li",
    "v_kept",
    "m_title",
    "h_related",
    "h_caption",
    "c_look_prose",
    "e_in_figure",
    "s_byline",
    "s_date",
    "e_strong",
];
/// Columns that are repeated for the lines after next.
const FARTHER: &[&str] = &["s_words", "s_prose", "e_linked", "e_heading", "v_kept"];
/// Probabilities of so many lines above and below are seen.
pub(super) const REACH: usize = 3;
/// The means of the probabilities of so many lines above and below are seen.
const MEAN_REACH: usize = 6;
/// From this probability on, a line is surely of the article.
const SURE: f32 = 0.8;
const FARTHEST: usize = 30;

/// Rows for the first step: the columns of a line, then those of its neighbours. `names` are the columns of `rows`.
pub(super) fn first(names: &[&str], rows: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let places = |wanted: &[&str]| -> Vec<usize> {
        wanted.iter().filter_map(|name| names.iter().position(|found| found == name)).collect()
    };
    let (near, farther) = (places(NEAR), places(FARTHER));
    let neighbours = [(-1_isize, &near), (1, &near), (-2, &farther), (2, &farther)];
    let width = names.len() + 2 * (near.len() + farther.len());
    let mut wide = Vec::with_capacity(rows.len());
    for (at, row) in rows.iter().enumerate() {
        let mut columns = Vec::with_capacity(width);
        columns.extend_from_slice(row);
        for (step, places) in neighbours {
            let neighbour = at.checked_add_signed(step).and_then(|at| rows.get(at));
            columns.extend(places.iter().map(|&place| neighbour.map_or(NOBODY, |row| row[place])));
        }
        wide.push(columns);
    }
    wide
}

/// Adds the columns of the second step to `rows`: what `probabilities`, of the first step, say about the lines around.
/// `words` are the words of each line.
pub(super) fn second(rows: &mut [Vec<f32>], probabilities: &[f32], words: &[u32]) {
    let mass: Vec<f32> = probabilities.iter().zip(words).map(|(p, words)| p * *words as f32).collect();
    let all = mass.iter().sum::<f32>() + 1e-9;
    let best = probabilities.iter().copied().fold(0.0, f32::max);
    let mean = |part: &[f32]| if part.is_empty() { 0.0 } else { part.iter().sum::<f32>() / part.len() as f32 };
    let above = distances(probabilities.iter());
    let mut below = distances(probabilities.iter().rev());
    below.reverse();
    let mut before = 0.0;
    for (at, row) in rows.iter_mut().enumerate() {
        for there in at..=at + 2 * REACH {
            row.push(there.checked_sub(REACH).and_then(|there| probabilities.get(there)).copied().unwrap_or(0.0));
        }
        row.push(mean(&probabilities[at.saturating_sub(MEAN_REACH)..at]));
        row.push(mean(&probabilities[at + 1..(at + 1 + MEAN_REACH).min(probabilities.len())]));
        row.extend([before / all, (all - before - mass[at]) / all, best, above[at], below[at]]);
        before += mass[at];
    }
}

/// How many lines back the last line stands that is surely of the article.
fn distances<'a>(probabilities: impl Iterator<Item = &'a f32>) -> Vec<f32> {
    let mut since = FARTHEST;
    probabilities
        .map(|p| {
            since = (since + 1).min(FARTHEST);
            let found = since as f32;
            since = if *p > SURE { 0 } else { since };
            found
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbours_stand_beside_a_line_and_are_marked_where_there_is_none() {
        let wide = first(&["s_words", "other"], &[vec![7.0, 0.5], vec![3.0, 0.25]]);
        assert_eq!(wide[0], [7.0, 0.5, NOBODY, 3.0, NOBODY, NOBODY]);
        assert_eq!(wide[1], [3.0, 0.25, 7.0, NOBODY, NOBODY, NOBODY]);
    }

    #[test]
    fn the_second_step_sees_probabilities_around_and_distances_to_sure_lines() {
        let mut rows = vec![Vec::new(); 3];
        second(&mut rows, &[0.9, 0.2, 0.4], &[10, 10, 10]);
        assert_eq!(rows[1][..7], [0.0, 0.0, 0.9, 0.2, 0.4, 0.0, 0.0]);
        assert_eq!(rows[2][12..], [2.0, 30.0]);
        assert!((rows[2][9] - 11.0 / 15.0).abs() < 1e-5);
    }
}
