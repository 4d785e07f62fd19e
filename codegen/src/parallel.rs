//! Work in; its results, from all cores, out.

/// Does two things at once.
pub fn both<T, U: Send>(one: impl FnOnce() -> T, other: impl FnOnce() -> U + Send) -> (T, U) {
    std::thread::scope(|scope| {
        let other = scope.spawn(other);
        (one(), other.join().expect("the work does not panic"))
    })
}

/// Maps a slice on all cores, keeping its order.
pub fn in_parallel<T: Sync, U: Send>(items: &[T], work: &(dyn Fn(&T) -> U + Sync)) -> Vec<U> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    let chunk = items.len().div_ceil(threads * 16).max(1);
    if threads == 1 || items.len() < 16 {
        return items.iter().map(work).collect();
    }
    let chunks: Vec<&[T]> = items.chunks(chunk).collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        while let Some((at, chunk)) = {
            let at = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            chunks.get(at).map(|chunk| (at, chunk))
        } {
            done.push((at, chunk.iter().map(work).collect::<Vec<U>>()));
        }
        done
    };
    let mut done: Vec<(usize, Vec<U>)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(take)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("the work does not panic")).collect()
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().flat_map(|(_, results)| results).collect()
}
