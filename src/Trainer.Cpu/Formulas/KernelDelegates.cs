namespace Sweep.Trainer.Cpu.Formulas;

/// <summary>A compiled forward loop. All pointers are to elements; the count is a multiple of the lane count.</summary>
/// <param name="x">(count) inputs; not read by kernels of several inputs.</param>
/// <param name="noise">(rows, count) or null.</param>
/// <param name="parameters">(parameters).</param>
/// <param name="y">(rows, count) outputs.</param>
/// <param name="count">Elements of a row, a multiple of the lane count.</param>
/// <param name="inputs">Of kernels of several inputs: each (rows, count), or (count) where the same row serves all; else null.</param>
/// <param name="rows">At least 1; 1 for kernels of one input.</param>
internal unsafe delegate void ForwardKernel(void* x, void* noise, void* parameters, void* y, nint count, void** inputs, nint rows);

/// <summary>A compiled backward loop.</summary>
/// <param name="x">(count) inputs; not read by kernels of several inputs.</param>
/// <param name="noise">(rows, count) or null.</param>
/// <param name="parameters">(parameters).</param>
/// <param name="dy">(rows, count) gradient with respect to the output.</param>
/// <param name="dx">(count) overwritten; not written by kernels of several inputs.</param>
/// <param name="sums">(parameters, lanes) added to.</param>
/// <param name="count">Elements of a row, a multiple of the lane count.</param>
/// <param name="inputs">As forward.</param>
/// <param name="rows">As forward.</param>
/// <param name="gradients">Of kernels of several inputs, as <paramref name="inputs"/>: overwritten, but added to
/// where one row serves all.</param>
internal unsafe delegate void BackwardKernel(void* x, void* noise, void* parameters, void* dy, void* dx, void* sums, nint count,
    void** inputs, nint rows, void** gradients);
