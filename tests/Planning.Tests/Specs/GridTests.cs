namespace Sweep.Planning.Tests.Specs;

public sealed class GridTests
{
    [Fact]
    public void A_grid_is_the_product_of_its_factors_with_the_last_one_fastest() =>
        Assert.Equal(["relu/0.1", "relu/0.01", "arelu/0.1", "arelu/0.01"], Reading.Combinations(Reading.Head + """
            seeds: 1
            grid:
              activation: [relu, arelu]
              learningRate: [0.1, 1e-2]
            """, "activation", "learningRate"));

    [Fact]
    public void A_spec_without_a_grid_is_one_configuration() =>
        Assert.Equal(["relu/0.1"], Reading.Combinations(Reading.Head + "seeds: 1\nlearningRate: .1\n", "activation", "learningRate"));

    [Fact]
    public void A_logarithmic_range_has_equal_ratios_and_exact_numbers() =>
        Assert.Equal(["0.0001", "0.001", "0.01", "0.1"], Reading.Combinations(Reading.Head + """
            seeds: 1
            grid:
              learningRate: { from: 1e-4, to: 1e-1, count: 4, scale: log }
            """, "learningRate"));

    [Fact]
    public void A_linear_range_may_stand_among_other_levels() =>
        Assert.Equal(["0.5", "0.1", "0.2", "0.3"], Reading.Combinations(Reading.Head + """
            seeds: 1
            grid:
              learningRate: [0.5, { from: 0.1, to: 0.3, count: 3 }]
            """, "learningRate"));

    [Fact]
    public void A_range_of_whole_numbers_takes_whole_numbers() =>
        Assert.Equal(["16", "32", "64", "128"], Reading.Combinations(Reading.Head + """
            seeds: 1
            learningRate: 0.1
            grid:
              batchSize: { from: 16, to: 128, count: 4, scale: log }
            """, "batchSize"));

    [Fact]
    public void A_sub_grid_exists_under_its_level_only() =>
        Assert.Equal(["sgd/0.1/0", "sgd/0.01/0", "adam/0.001/0", "adam/0.001/0.1"], Reading.Combinations(Reading.Head + """
            seeds: 1
            grid:
              optimizer:
                - name: sgd
                  with: { learningRate: [0.1, 0.01] }
                - value: adam
                  with: { learningRate: 0.001, validationSplit: [0, 0.1] }
            """, "optimizer", "learningRate", "validationSplit"));

    [Fact]
    public void Sub_grids_nest() =>
        Assert.Equal(["sgd/0.1/64", "sgd/0.1/128", "sgd/0.01/128", "adam/0.01/128"], Reading.Combinations(Reading.Head + """
            seeds: 1
            grid:
              optimizer:
                - name: sgd
                  with:
                    learningRate:
                      - { value: 0.1, with: { batchSize: [64, 128] } }
                      - 0.01
                - name: adam
                  with: { learningRate: 0.01 }
            """, "optimizer", "learningRate", "batchSize"));

    [Fact]
    public void A_level_with_a_condition_exists_where_the_condition_holds() =>
        Assert.Equal(["0.1/sgd", "0.01/sgd", "0.01/adam", "0.001/adam"], Reading.Combinations(Reading.Head + """
            seeds: 1
            grid:
              optimizer: [sgd, adam]
              learningRate:
                - { value: 0.1, when: { optimizer: sgd } }
                - 0.01
                - { value: [0.001], when: { optimizer: [adam] } }
            """, "learningRate", "optimizer"));

    [Fact]
    public void A_condition_may_look_at_a_factor_that_comes_later() =>
        Assert.Equal(["relu/mnist-conv", "arelu/mnist-conv", "relu/mnist-linear"], Reading.Combinations("""
            name: test
            dataset: mnist
            learningRate: 0.1
            seeds: 1
            grid:
              activation: [relu, { value: arelu, when: { architecture: mnist-conv } }]
              architecture: [mnist-conv, mnist-linear]
            """, "activation", "architecture"));

    [Fact]
    public void A_factor_without_an_applicable_level_keeps_its_default() =>
        Assert.Equal(["mnist-conv/64", "mnist-linear/128"], Reading.Combinations("""
            name: test
            dataset: mnist
            learningRate: 0.1
            seeds: 1
            grid:
              architecture: [mnist-conv, mnist-linear]
              batchSize: [{ value: 64, when: { architecture: mnist-conv } }]
            """, "architecture", "batchSize"));

    [Fact]
    public void One_value_may_be_given_under_two_conditions_that_cannot_meet() =>
        Assert.Equal(3, Reading.Spec(Reading.Head + """
            seeds: 1
            grid:
              optimizer: [sgd, adam]
              learningRate:
                - { value: [0.1, 0.2], when: { optimizer: sgd } }
                - { value: 0.1, when: { optimizer: adam } }
            """).ConfigurationCount);

    [Fact]
    public void Zipped_factors_advance_together() =>
        Assert.Equal(["relu/0.1/64", "relu/0.01/128", "arelu/0.1/64", "arelu/0.01/128"], Reading.Combinations(Reading.Head + """
            seeds: 1
            grid: { activation: [relu, arelu] }
            zip:
              - learningRate: [0.1, 0.01]
                batchSize: [64, 128]
            """, "activation", "learningRate", "batchSize"));

    [Fact]
    public void An_exclusion_removes_the_combinations_that_match_all_of_it() =>
        Assert.Equal(["relu/0.01", "arelu/0.1"], Reading.Combinations(Reading.Head + """
            seeds: 1
            grid:
              activation: [relu, arelu, tanh]
              learningRate: [0.1, 0.01]
            exclude:
              - { activation: relu, learningRate: 0.1 }
              - { activation: arelu, learningRate: [0.01] }
              - activation: tanh
            """, "activation", "learningRate"));

    [Fact]
    public void A_bare_name_in_a_condition_matches_every_level_of_that_name() =>
        Assert.Equal(["sgd/0.1", "sgd(momentum=0.9)/0.1", "adam/0.01"], Reading.Combinations(Reading.Head + """
            seeds: 1
            grid:
              optimizer: [{ name: sgd, momentum: [0, 0.9] }, adam]
              learningRate:
                - { value: 0.1, when: { optimizer: sgd } }
                - { value: 0.01, when: { optimizer: adam } }
            """, "optimizer", "learningRate"));

    [Fact]
    public void A_group_in_a_condition_matches_levels_that_agree_in_what_it_names() =>
        Assert.Equal(["sgd(momentum=0.9)", "adam"], Reading.Combinations(Reading.Head + """
            seeds: 1
            learningRate: 0.1
            grid: { optimizer: [{ name: sgd, momentum: [0, 0.9] }, adam] }
            exclude: [{ optimizer: { name: sgd, momentum: 0 } }]
            """, "optimizer"));

    [Fact]
    public void A_list_in_a_group_gives_several_levels() =>
        Assert.Equal(["sgd", "sgd(nesterov=true)", "sgd(momentum=0.9)", "sgd(momentum=0.9,nesterov=true)"],
            Reading.Combinations(Reading.Head + """
            seeds: 1
            learningRate: 0.1
            grid: { optimizer: [{ name: sgd, momentum: [0, 0.9], nesterov: [false, true] }] }
            """, "optimizer"));

    [Fact]
    public void Factors_are_listed_in_the_order_of_the_spec_with_their_labels()
    {
        var factors = Reading.Spec(Reading.Head + """
            seeds: 1
            grid:
              optimizer: [{ name: adam, with: { batchSize: [1, 2] } }, { name: sgd, momentum: 0.9 }]
              activation: [tanh, relu]
              learningRate: [0.1]
            """).ToPlan().Factors;
        Assert.Equal(["optimizer", "batchSize", "activation", "learningRate"], factors.Select(f => f.Name));
        Assert.Equal(["adam", "sgd(momentum=0.9)"], factors[0].Labels);
        Assert.Equal(["tanh", "relu"], factors[2].Labels);
    }

    [Fact]
    public void Anchors_and_merge_keys_work() =>
        Assert.Equal(["mnist/64/relu", "mnist/64/tanh"], Reading.Combinations("""
            x-common: &common { epochs: 2, batchSize: 64 }
            x-few: &few [relu, tanh]
            name: test
            dataset: mnist
            architecture: mnist-conv
            learningRate: 0.1
            seeds: 1
            protocol:
              <<: *common
              epochs: 3
            grid: { activation: *few }
            """, "dataset", "batchSize", "activation"));
}
