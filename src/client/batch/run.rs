//! The parts of a batch in; the outcome of each, after as many requests as it takes, out.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};

use super::read::{Answers, answers};
use super::wire::{Envelope, Numbered, WirePart};
use crate::client::Inner;
use crate::client::exchange::{Options, Subject};
use crate::error::{BatchError, Error, StatusError};
use crate::retry::{Failure, Repeatable, Tries, is_transient, retry_after};
use crate::{Body, Operation, Request, Route};

/// How many parts one request has at most (Microsoft Graph, "Combine multiple HTTP requests using JSON batching").
const MOST: usize = 20;

/// A batch as an operation, for errors, spans and hooks.
static BATCH: Operation = Operation {
    name: "Batch",
    title: "Combine requests",
    routes: &["POST /$batch"],
    success: &[200],
    ..Operation::EMPTY
};

/// What became of a part.
type Outcome = Result<Response<Bytes>, Error>;

/// A part, and how far it is.
pub(super) struct Job {
    subject: Subject,
    state: State,
    /// The parts that it depends on; all stand before it.
    after: Vec<usize>,
    /// From its first request on.
    tries: Option<Tries>,
}

enum State {
    /// To be sent.
    Ready(WirePart),
    /// To be sent again, not before a time.
    Late(WirePart, Duration),
    Done(Outcome),
}

impl Job {
    pub(super) fn new(subject: Subject, part: Result<WirePart, Error>, after: Vec<usize>) -> Self {
        let state = part.map_or_else(|error| State::Done(Err(error)), State::Ready);
        Self { subject, state, after, tries: None }
    }

    fn name(&self) -> &'static str {
        self.subject.operation.name
    }

    /// Whether it is done and failed, in the eyes of a part that depends on it.
    fn has_failed(&self) -> bool {
        match &self.state {
            State::Done(Ok(response)) => response.status().as_u16() >= 400,
            State::Done(Err(_)) => true,
            State::Ready(_) | State::Late(..) => false,
        }
    }

    fn has_succeeded(&self) -> bool {
        matches!(self.state, State::Done(_)) && !self.has_failed()
    }

    fn is_done(&self) -> bool {
        matches!(self.state, State::Done(_))
    }
}

/// A batch under way.
pub(super) struct Run<'c> {
    client: &'c Inner,
    options: Options,
    jobs: Vec<Job>,
}

impl<'c> Run<'c> {
    pub(super) fn new(client: &'c Inner, options: Options, jobs: Vec<Job>) -> Self {
        Self { client, options, jobs }
    }

    /// Sends what there is to send. The outcomes are in the order of the parts.
    ///
    /// # Errors
    /// Why the first request failed, if it did.
    pub(super) async fn finish(mut self) -> Result<Vec<Outcome>, Error> {
        let mut is_first = true;
        loop {
            self.fail_dependents();
            let chunk = self.next_chunk();
            if chunk.is_empty() {
                let Some(wait) = self.wake_late() else { break };
                self.client.clock.sleep(wait).await;
                continue;
            }
            let answers = match self.refuse_unserved(&chunk).await {
                // What depends on the parts that are refused is not sent.
                Ok(true) => continue,
                Ok(false) => self.send(&chunk).await,
                Err(error) => Err(error),
            };
            match answers {
                Ok(answers) => self.settle(&chunk, answers),
                Err(error) if is_first => return Err(error),
                Err(error) => self.fail_rest(&chunk, error),
            }
            is_first = false;
        }
        Ok(self.jobs.into_iter().map(outcome).collect())
    }

    /// Parts that depend on one that failed are not sent.
    fn fail_dependents(&mut self) {
        for at in 0..self.jobs.len() {
            let Some(job) = self.jobs.get(at).filter(|job| !job.is_done()) else { continue };
            let failed = job.after.iter().filter_map(|on| self.jobs.get(*on)).find(|on| on.has_failed());
            let Some(failed) = failed.map(Job::name) else { continue };
            let error = BatchError::dependency(job.name(), failed);
            self.finish_job(at, Err(error.into()));
        }
    }

    /// The next parts to send, in order: those whose dependencies are done, or go with them.
    fn next_chunk(&self) -> Vec<usize> {
        let mut chunk = Vec::new();
        for (at, job) in self.jobs.iter().enumerate() {
            let is_free = |on: &usize| chunk.contains(on) || self.jobs.get(*on).is_some_and(Job::has_succeeded);
            if matches!(job.state, State::Ready(_)) && job.after.iter().all(is_free) {
                chunk.push(at);
            }
            if chunk.len() == MOST {
                break;
            }
        }
        chunk
    }

    /// Makes the parts that wait ready. Gives how long the longest has to wait, where there is one.
    fn wake_late(&mut self) -> Option<Duration> {
        let mut last = None;
        for job in &mut self.jobs {
            if let State::Late(part, due) = &job.state {
                last = last.max(Some(*due));
                job.state = State::Ready(part.clone());
            }
        }
        last.map(|due| due.saturating_sub(self.client.clock.elapsed()))
    }

    /// Fails the parts that the client's token cannot serve. Whether there is one.
    ///
    /// # Errors
    /// Why there is no token.
    async fn refuse_unserved(&mut self, chunk: &[usize]) -> Result<bool, Error> {
        let client = self.client;
        let Some(tokens) = &client.tokens else { return Ok(false) };
        let bearer = tokens.bearer().await?;
        let mut has_refused = false;
        for at in chunk {
            let Some(subject) = self.jobs.get(*at).map(|job| job.subject) else { continue };
            if let Err(error) = client.check_token(&bearer, subject) {
                self.finish_job(*at, Err(error.in_operation(subject.operation)));
                has_refused = true;
            }
        }
        Ok(has_refused)
    }

    async fn send(&mut self, chunk: &[usize]) -> Result<Answers, Error> {
        self.count_tries(chunk);
        let route = Route::post("/$batch");
        let body = Body::json(&self.envelope(chunk)).map_err(|error| Error::Config(error.to_string()))?;
        let request = Request::new(route, &[]).body(body).into_sendable(&self.client.base_url)?;
        let subject = Subject::own(&BATCH, route);
        let response = self.client.whole((subject, request), self.options).await?;
        let answers = match response.status().is_success() {
            true => answers(response),
            false => Err(StatusError::new(response).into()),
        };
        answers.map_err(|error| error.in_operation(&BATCH))
    }

    fn count_tries(&mut self, chunk: &[usize]) {
        let (policy, now) = (self.options.retry.unwrap_or(self.client.retry), self.client.clock.elapsed());
        for at in chunk {
            if let Some(job) = self.jobs.get_mut(*at) {
                job.tries.get_or_insert_with(|| Tries::new(policy, now)).count += 1;
            }
        }
    }

    fn envelope(&self, chunk: &[usize]) -> Envelope<'_> {
        let part = |at: &usize| {
            let job = self.jobs.get(*at)?;
            let State::Ready(part) = &job.state else { return None };
            let here = job.after.iter().filter(|on| chunk.contains(on)).map(|on| id_of(*on));
            let mut depends_on: Vec<usize> = here.collect();
            depends_on.sort_unstable();
            depends_on.dedup();
            Some(Numbered { id: id_of(*at), depends_on, part })
        };
        Envelope(chunk.iter().filter_map(part).collect())
    }

    /// Takes the answers to a request.
    fn settle(&mut self, chunk: &[usize], mut answers: Answers) {
        for at in chunk {
            let Some(job) = self.jobs.get(*at) else { continue };
            let no_answer = || Err(BatchError::no_answer(job.name()).into());
            let outcome = answers.remove(&id_of(*at)).unwrap_or_else(no_answer);
            let outcome = outcome.map_err(|error| error.in_operation(job.subject.operation));
            match self.state_after(job, &outcome) {
                Some(state) => self.set_state(*at, state),
                None => self.finish_job(*at, outcome),
            }
        }
        if !answers.is_empty() {
            tracing::debug!(answers = answers.len(), "the batch has answers for parts that were not sent");
        }
    }

    /// How a part waits for another try; `None` where it has its outcome.
    fn state_after(&self, job: &Job, outcome: &Outcome) -> Option<State> {
        let (Ok(response), State::Ready(part)) = (outcome, &job.state) else { return None };
        let status = response.status();
        let is_late = |on: &usize| self.jobs.get(*on).is_some_and(|on| !on.is_done());
        if status == StatusCode::FAILED_DEPENDENCY && job.after.iter().any(is_late) {
            // The service did not begin it, and what it depends on is sent again.
            return Some(State::Ready(part.clone()));
        }
        if !is_transient(status) {
            return None;
        }
        let failure = Failure::Status(status, retry_after(response.headers(), self.client.clock.now()));
        let (now, means) = (self.client.clock.elapsed(), (&self.client.budget, &self.client.chance));
        let repeatable = Repeatable::new(&part.method, true);
        let wait = job.tries.as_ref()?.next_wait(failure, repeatable, now, means)?;
        tracing::debug!(operation = job.name(), wait_ms = wait.as_millis(), failure = ?failure, "sending a part again");
        Some(State::Late(part.clone(), now.saturating_add(wait)))
    }

    /// A request failed as a whole. No other is sent.
    fn fail_rest(&mut self, chunk: &[usize], error: Error) {
        let cause = Arc::new(error);
        for at in 0..self.jobs.len() {
            let Some(job) = self.jobs.get(at).filter(|job| !job.is_done()) else { continue };
            let error = match chunk.contains(&at) {
                true => BatchError::failed(job.name(), Arc::clone(&cause)),
                false => BatchError::not_sent(job.name(), Arc::clone(&cause)),
            };
            self.finish_job(at, Err(error.into()));
        }
    }

    fn finish_job(&mut self, at: usize, outcome: Outcome) {
        self.set_state(at, State::Done(outcome));
    }

    fn set_state(&mut self, at: usize, state: State) {
        if let Some(job) = self.jobs.get_mut(at) {
            job.state = state;
        }
    }
}

/// The id of a part: its place, from 1.
fn id_of(at: usize) -> usize {
    at + 1
}

fn outcome(job: Job) -> Outcome {
    let name = job.name();
    match job.state {
        State::Done(outcome) => outcome,
        State::Ready(_) | State::Late(..) => Err(BatchError::no_answer(name).into()),
    }
}
