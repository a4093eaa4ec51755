using Sweep.Analysis;
using Sweep.Client.Compare;
using Sweep.Client.Page.Comparisons;
using Sweep.Store;

namespace Sweep.Page.Tests.Comparisons;

public sealed class CompareAnswersTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_question_is_answered_once_until_a_trial_ends()
    {
        bool isOver = false;
        var study = Digits.Study(trial => isOver || trial.Seed.Value != 1);
        await using var sweep = await MadeUpStore.CreateAsync(study);
        using var answers = new CompareAnswers(sweep.Store);
        var settings = TrainerKnowledge.NewSettings();
        var first = await answers.GetAsync(await StatusAsync(sweep.Store), settings, Cancellation);
        Assert.Same(first, await answers.GetAsync(await StatusAsync(sweep.Store), TrainerKnowledge.NewSettings(), Cancellation));
        Assert.NotSame(first, await answers.GetAsync(await StatusAsync(sweep.Store), settings with { Alpha = 0.01 }, Cancellation));
        isOver = true;
        await sweep.ContinueAsync(study);
        Assert.NotSame(first, await answers.GetAsync(await StatusAsync(sweep.Store), settings, Cancellation));
    }

    [Fact]
    public async Task A_question_that_one_asker_gave_up_is_answered_for_the_other()
    {
        await using var sweep = await MadeUpStore.CreateAsync(Digits.Study());
        using var answers = new CompareAnswers(sweep.Store);
        var status = await StatusAsync(sweep.Store);
        using var gone = new CancellationTokenSource();
        var first = answers.GetAsync(status, TrainerKnowledge.NewSettings(), gone.Token);
        var second = answers.GetAsync(status, TrainerKnowledge.NewSettings(), Cancellation);
        await gone.CancelAsync();
        Assert.Equal(Digits.Name, (await second).View.Sweep.Name);
        await ((Task)first).ContinueWith(_ => { }, Cancellation, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task A_wrong_question_is_refused_each_time()
    {
        await using var sweep = await MadeUpStore.CreateAsync(Digits.Study(t => t.Seed.Value == 1));
        using var answers = new CompareAnswers(sweep.Store);
        var status = await StatusAsync(sweep.Store);
        var settings = TrainerKnowledge.NewSettings() with { Metric = "none", Epoch = 9 };
        for (int i = 0; i < 2; i++)
        {
            var refusal = await Assert.ThrowsAsync<QuestionException>(() => answers.GetAsync(status, settings, Cancellation));
            Assert.Equal(2, refusal.Message.Split(Environment.NewLine).Length);
        }
    }

    private static async Task<SweepStatus> StatusAsync(ITrialReader store) =>
        Assert.Single(await store.ReadStatusAsync(Digits.Name, Cancellation));
}
