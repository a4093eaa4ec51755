using Sweep.Planning.Plans;
using Sweep.Planning.Trainers;
using Sweep.Planning.Trials;

namespace Sweep.Store.Tests;

public abstract partial class TrialStoreContract
{
    [Fact]
    public async Task How_a_program_is_run_comes_with_the_lease_and_an_engine_s_trial_has_none()
    {
        var plan = new ProgramPlan(TimeSpan.FromMinutes(10), null, TimeSpan.FromSeconds(2.5), ["testAccuracy", "testLoss"]);
        await SubmitAsync(ByProgram(TestPlans.Create("program", ["relu"], seeds: 1), plan));
        var program = (await ClaimOneAsync()).Program!;
        Assert.Equal((plan.Timeout, plan.Silence, plan.Grace), (program.Timeout, program.Silence, program.Grace));
        Assert.Equal(plan.Metrics, program.Metrics);

        await SubmitAsync(TestPlans.Create("engine", ["tanh"], seeds: 1));
        Assert.Null((await ClaimOneAsync()).Program);
    }

    [Fact]
    public async Task New_limits_of_a_program_hold_from_the_next_lease_on_though_the_plan_is_the_same()
    {
        var plan = TestPlans.Create("limits", ["relu"], seeds: 2);
        await SubmitAsync(ByProgram(plan, ProgramPlan.Default));
        Assert.Null((await ClaimOneAsync()).Program!.Timeout);
        Assert.False((await SubmitAsync(ByProgram(plan, ProgramPlan.Default with { Timeout = TimeSpan.FromHours(1) }))).IsNewRevision);
        Assert.Equal(TimeSpan.FromHours(1), (await ClaimOneAsync()).Program!.Timeout);
    }

    [Fact]
    public async Task Attempts_are_read_first_to_last_with_what_their_programs_printed()
    {
        await SubmitAsync(TestPlans.Create("history", ["relu"], seeds: 1));
        await RegisterAsync(Worker);
        var first = await ClaimOneAsync();
        var failed = End(first, new TrialOutcome.Failed(FailureKind.LostWorker, "gone")) with { Output = "line 1\nline \"2\" é\tend\n" };
        Assert.Equal([LeaseAnswer.Held], await Store.FinishAsync([failed], Cancellation));
        await ClaimOneAsync();

        var attempts = await Store.ReadAttemptsAsync(first.Lease.Trial, Cancellation);
        Assert.Equal([(1, AttemptState.Failed, FailureKind.LostWorker, "gone", failed.Output), (2, AttemptState.Running, null, null, null)],
            attempts.Select(a => (a.Attempt, a.State, a.FailureKind, a.FailureMessage, a.Output)));
        Assert.Equal((Worker, "host", failed.TrainDuration), (attempts[0].Worker, attempts[0].Host, attempts[0].TrainDuration));
        Assert.Equal(".NET 10", attempts[0].Environment["runtime"]);
        Assert.True(attempts[0].EndedAt >= attempts[0].LeasedAt);
        Assert.Null(attempts[1].EndedAt);

        var rows = await QueryAsync("select output from v_attempts order by attempt");
        Assert.Equal([failed.Output, null], rows.Skip(1).Select(r => r[0]));
        Assert.Empty(await Store.ReadAttemptsAsync(new TrialId("t1-" + new string('0', 32)), Cancellation));
    }

    [Fact]
    public async Task A_worker_is_shown_with_the_user_who_started_it()
    {
        await RegisterAsync(OtherWorker);
        await Store.RegisterWorkerAsync(
            new WorkerRegistration(Worker, "host", 42, "cpu", new Dictionary<string, string>()) { Owner = "ada" }, Cancellation);
        var owners = (await Store.ReadWorkersAsync(Cancellation)).ToDictionary(w => w.Worker, w => w.Owner);
        Assert.Equal(("ada", null), (owners[Worker], owners[OtherWorker]));
    }

    private static SweepPlan ByProgram(SweepPlan plan, ProgramPlan program) =>
        new(plan.Name, plan.Hash, plan.SpecText, plan.TrialCount, () => plan.Trials, plan.Comparison, plan.Retry, plan.Stop, plan.Factors)
        {
            Trainer = new ProgramTrainer(["python3", "train.py"], new Dictionary<string, string>(), [], new MetricTable([]))
            {
                Plan = program,
            },
        };
}
