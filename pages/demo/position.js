// Where this device is, and where it cannot or may not tell, why: a visit without a position is a visit all the same.
const reasons = {
    1: 'the browser was not allowed to tell it. You can allow it in the settings of this site.',
    2: 'the device could not find out.',
    3: 'finding out took too long.',
};

// Never fails: { latitude, longitude } or { reason }.
export function position() {
    return new Promise(resolve => {
        if (!navigator.geolocation) {
            resolve({ reason: 'this browser cannot tell it.' });
            return;
        }
        navigator.geolocation.getCurrentPosition(
            ({ coords }) => resolve({ latitude: rounded(coords.latitude), longitude: rounded(coords.longitude) }),
            error => resolve({ reason: reasons[error.code] ?? reasons[2] }),
            { enableHighAccuracy: true, timeout: 8000, maximumAge: 60000 });
    });
}

// A metre is what a check-in needs; the API keeps eight decimals.
const rounded = degrees => Number(degrees.toFixed(5));

// As members of a request: named for check-in or check-out.
export const asMembers = (place, prefix) => (place.reason ? {} : { [`${prefix}Latitude`]: place.latitude, [`${prefix}Longitude`]: place.longitude });
