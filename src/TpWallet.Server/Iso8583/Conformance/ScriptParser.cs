using System.Globalization;
using TpWallet.Protocol.Iso8583;

namespace TpWallet.Server.Iso8583.Conformance;

/// <summary>Reads a script: a step a line, its data elements indented below it.</summary>
internal sealed class ScriptParser(string file)
{
    private readonly Dictionary<string, Dictionary<int, string>> _templates = [];
    private readonly List<ScriptCase> _cases = [];
    private readonly List<ScriptStep> _steps = [];
    private Dictionary<int, string>? _fields;
    private string[] _profiles = [];
    private string? _case;
    private int _line;

    /// <summary>Reads the lines of a file.</summary>
    /// <exception cref="ScriptException">A line can't be understood; the message names it.</exception>
    public Script Parse(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            _line++;
            var text = line.Split('#')[0].TrimEnd();
            if (text.Length == 0)
            {
                continue;
            }

            if (char.IsWhiteSpace(text[0]))
            {
                ParseField(text.Trim());
            }
            else
            {
                ParseStep(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
            }
        }

        EndCase();
        return _profiles.Length > 0 ? new Script(file, _profiles, _cases) : throw Wrong("the script doesn't say for which 'profiles' it is");
    }

    private void ParseField(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var left = text.AsSpan(0, Math.Max(0, equals)).Trim();
        if (!int.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || _fields is null
            || number is < 2 or > IsoMessage.FieldMax)
        {
            throw Wrong($"'{text}' is not a data element, NUMBER = VALUE, below a step that has some");
        }

        _fields[number] = text[(equals + 1)..].Trim();
    }

    private void ParseStep(string[] words)
    {
        _fields = null;
        switch (words)
        {
            case ["profiles", .. var names]:
                _profiles = names;
                break;
            case ["define", var name]:
                _fields = _templates[name] = [];
                break;
            case ["case", .. var title]:
                EndCase();
                _case = string.Join(' ', title);
                break;
            default:
                if (_case is null)
                {
                    throw Wrong($"'{words[0]}' stands before the first case");
                }

                _steps.Add(StepOf(words));
                break;
        }
    }

    private ScriptStep StepOf(string[] words) => words switch
    {
        ["connect"] => new ScriptStep.Connect(_line),
        ["sign-on"] => new ScriptStep.Manage(_line, NetworkFunction.SignOn),
        ["sign-off"] => new ScriptStep.Manage(_line, NetworkFunction.SignOff),
        ["echo"] => new ScriptStep.Manage(_line, NetworkFunction.Echo),
        ["send", var type] => Send(type, null, $"line {_line}"),
        ["send", var type, "as", var name] => Send(type, null, name),
        ["send", var type, var template] => Send(type, template, $"line {_line}"),
        ["send", var type, var template, "as", var name] => Send(type, template, name),
        ["resend", var name] => new ScriptStep.Resend(_line, name, null),
        ["resend", var name, "with", var type] => new ScriptStep.Resend(_line, name, TypeOf(type)),
        ["raw", .. var hex] => new ScriptStep.Raw(_line, BytesOf(string.Concat(hex))),
        ["expect", "close"] => new ScriptStep.ExpectClose(_line),
        ["expect", "same", "as", var name] => new ScriptStep.ExpectSame(_line, name),
        ["expect", var type] => new ScriptStep.Expect(_line, TypeOf(type), _fields = []),
        _ => throw Wrong($"'{string.Join(' ', words)}' is not a step"),
    };

    private ScriptStep.Send Send(string type, string? template, string name)
    {
        Dictionary<int, string> given = [];
        if (template is not null)
        {
            given = _templates.TryGetValue(template, out var defined) ? new(defined) : throw Wrong($"'{template}' was not defined");
        }

        _fields = given;
        return new ScriptStep.Send(_line, TypeOf(type), name, given);
    }

    private Mti TypeOf(string text) => Mti.TryParse(text, out var type) ? type : throw Wrong($"'{text}' is not a message type");

    private byte[] BytesOf(string hex)
    {
        try
        {
            return Convert.FromHexString(hex);
        }
        catch (FormatException exception)
        {
            throw new ScriptException($"{file}:{_line}: '{hex}' is not hexadecimal", exception);
        }
    }

    private void EndCase()
    {
        if (_case is not null)
        {
            _cases.Add(new ScriptCase(_case, file, [.. _steps]));
            _steps.Clear();
        }
    }

    private ScriptException Wrong(string what) => new($"{file}:{_line}: {what}");
}
