using System.Diagnostics;
using System.Reflection;

namespace TpWallet.Server.Tests.Performance;

/// <summary>A test of speed: means something only of code that the compiler has optimized.</summary>
internal sealed class OptimizedFactAttribute : FactAttribute
{
    public OptimizedFactAttribute()
    {
        if (typeof(Program).Assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
        {
            Skip = "Built without optimization; dotnet test -c Release runs it.";
        }
    }
}
