using Argonaut.Trading.Accounts;
using Argonaut.Venues.Ib.Accounts;
using Argonaut.Venues.Ib.Recording;
using Argonaut.Venues.Ib.Wire;

namespace Argonaut.Venues.Ib.Session;

/// <summary>
/// Follows orders, fills and positions of the account, also those of other clients (faults.md F-313): nothing is ever placed, changed or
/// cancelled here. The gateway tells positions by itself and orders of others only when it is asked, so they are listed again from time to time,
/// and at once when a position moved or a link came back.
/// </summary>
internal sealed partial class IbSession
{
    private TimeSpan _accountDue = TimeSpan.MaxValue;
    private bool _isListing;
    private bool _hasPositions;
    private int _executionsRequest;

    private BrokerBook Orders => _parts.Accounts.Book;

    private void StartAccounts()
    {
        if (!Options.FollowsAccounts) return;
        Orders.Reconnected();
        _parts.Accounts.Publish();
        Post(IbLane.Control, static w => w.Positions());
        ListAccounts();
    }

    private void ListAccounts()
    {
        _isListing = true;
        _accountDue = Now + Options.AccountPollInterval;
        _executionsRequest = _parts.RequestIds.Take();
        Orders.BeginList();
        Post(IbLane.Control, static w => w.AllOpenOrders());
        Post(IbLane.Control, w => w.Executions(_executionsRequest, new IbExecutionFilter(), _version));
        Post(IbLane.Control, static w => w.CompletedOrders(apiOnly: false));
    }

    /// <summary>What was missed while a link was away is asked for at once (ib-tws-protocol.md 5.3).</summary>
    private void ListAccountsSoon()
    {
        if (Options.FollowsAccounts && IsReady) _accountDue = Now;
    }

    private AccountNote ToAccountNote() => new(_accountDue.Ticks, _isListing, _hasPositions);

    private void Restore(AccountNote note) =>
        (_accountDue, _isListing, _hasPositions) = (TimeSpan.FromTicks(note.Due), note.IsListing, note.HasPositions);

    private void KeepAccounts()
    {
        if (Now >= _accountDue && (!_isListing || Now >= _accountDue + Options.AccountPollInterval)) ListAccounts();
    }

    /// <returns>False when the message is of another kind.</returns>
    private bool TryFollow(int messageId, ref IbFieldReader r)
    {
        if (!Options.FollowsAccounts) return false;
        switch (messageId)
        {
            case IbAnswer.OpenOrder:
                Orders.Open(IbAccountReader.Order(IbOpenOrder.Read(ref r, _version), Options.ClientId, _parts.Clock.Stamp));
                break;
            case IbAnswer.OrderStatus: OnOrderStatus(IbOrderStatus.Read(ref r)); break;
            case IbAnswer.CompletedOrder:
                Orders.Finished(IbAccountReader.Order(IbCompletedOrder.Read(ref r, _version), _parts.Clock.Stamp));
                break;
            case IbAnswer.ExecutionDetails:
                Orders.Fill(IbAccountReader.Fill(IbExecutionDecoder.Execution(ref r, _version), Options.ClientId, _parts.Clock.Stamp));
                break;
            case IbAnswer.CommissionReport:
                var commission = IbExecutionDecoder.Commission(ref r);
                Orders.Commission(commission.ExecutionId, commission.Commission, commission.Currency);
                break;
            case IbAnswer.CompletedOrdersEnd:
                _isListing = false;
                Orders.EndList(_parts.Clock.Stamp);
                break;
            case IbAnswer.Position:
                Orders.Position(IbAccountReader.Position(IbPositionDecoder.Position(ref r), _parts.Clock.Stamp));
                if (_hasPositions) ListAccountsSoon();
                break;
            case IbAnswer.PositionEnd:
                _hasPositions = true;
                r.Skip();
                break;
            case IbAnswer.OpenOrderEnd: r.Skip(); break;
            case IbAnswer.ExecutionDetailsEnd: IbExecutionDecoder.End(ref r); break;
            default: return false;
        }

        if (!_isListing || messageId is IbAnswer.Position or IbAnswer.PositionEnd) _parts.Accounts.Publish();   // a list is shown when it is complete
        return true;
    }

    private void OnOrderStatus(IbOrderStatus status)
    {
        var id = IbAccountReader.IdOf(status.PermId, status.ClientId, status.OrderId);
        Orders.Report(
            id, IbAccountReader.StatusOf(status.Status, Orders.WasAccepted(id)), status.Status, IbAccountReader.DecimalOf(status.Filled), status.AverageFillPrice, status.WhyHeld, _parts.Clock.Stamp);
    }
}
